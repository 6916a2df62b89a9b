import Fingerprints

/// Decodes one image in a process of its own, with limits: what `serve` starts for every image.
enum ImageWorkerCommand {
  /// The hidden sub-command's name.
  static let name = "image-worker"

  /// Ends the process when it was started as a worker. Called before anything else, so that an
  /// image never meets more of the program than it needs.
  static func runIfAsked() {
    guard CommandLine.arguments.dropFirst().first == name else { return }
    ImageWorker.runAsChild()
  }
}
