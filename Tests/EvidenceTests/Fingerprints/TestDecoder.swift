import Fingerprints
import Foundation

/// The decoder that tests use: the built `yunshang`, or what `YUNSHANG_BINARY` names.
enum TestDecoder {
  static let executable: String? = {
    let environment = ProcessInfo.processInfo.environment
    if let named = environment["YUNSHANG_BINARY"] { return named }
    var folder = Bundle.main.bundleURL
    var candidates: [URL] = []
    for argument in ProcessInfo.processInfo.arguments where argument.hasSuffix(".xctest") {
      candidates.append(URL(fileURLWithPath: argument).deletingLastPathComponent())
    }
    for _ in 0..<4 {
      candidates.append(folder)
      folder.deleteLastPathComponent()
    }
    candidates.append(
      URL(fileURLWithPath: FileManager.default.currentDirectoryPath)
        .appending(path: ".build/release"))
    return candidates.map { $0.appending(path: "yunshang").path }
      .first { FileManager.default.isExecutableFile(atPath: $0) }
  }()

  static var isMissing: Bool { executable == nil }

  static func make(timeoutMilliseconds: Int = 20_000) -> ImageDecoder {
    ImageDecoder(executable: executable ?? "/nonexistent", timeoutMilliseconds: timeoutMilliseconds)
  }

  /// Runs blocking work on a thread of its own.
  static func onThread<R: Sendable>(_ work: @escaping @Sendable () -> R) async -> R {
    await withCheckedContinuation { continuation in
      Thread.detachNewThread { continuation.resume(returning: work()) }
    }
  }
}
