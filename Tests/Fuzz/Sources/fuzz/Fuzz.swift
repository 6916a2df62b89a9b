import Foundation

@testable import Fingerprints

/// One parser that is fed arbitrary bytes. It may refuse them; it may not crash, and what it accepts
/// must keep its promises.
enum FuzzTarget: String, CaseIterable {
  /// A whole GLB or VRM file: description, geometry, shapes and licence.
  case model
  /// A description alone, in a container that is always right, so that no input is lost on lengths.
  case description
  /// A JSON text.
  case json
  /// A serialised shape.
  case vector
  /// The stored features of one picture.
  case picture
  /// The stored features of a file.
  case features
  /// A picture's features as a query carries them.
  case query
  /// A decoding process's answer.
  case frame
  /// The judgement of what a file is.
  case media

  /// The one that `FUZZ_TARGET` names.
  static let chosen =
    ProcessInfo.processInfo.environment["FUZZ_TARGET"]
    .flatMap(FuzzTarget.init) ?? .model

  func run(_ bytes: [UInt8]) {
    switch self {
    case .model: FuzzTarget.model(bytes)
    case .description: FuzzTarget.description(bytes)
    case .json: FuzzTarget.json(bytes)
    case .vector:
      guard let vector = ShapeVector(bytes: bytes) else { return }
      precondition(vector.bytes == bytes, "a vector has one spelling")
      precondition(ShapeComparison.match(vector, vector) == 1000)
      precondition(ShapeSketch(vector).code.bytes.count == Code.byteCount)
    case .picture:
      guard let features = LocalFeatures(bytes: bytes) else { return }
      precondition(features.bytes == bytes, "features have one spelling")
    case .features:
      guard let features = FileFeatures(bytes: bytes) else { return }
      precondition(features.bytes == bytes, "features have one spelling")
    case .query:
      guard let query = FeatureQuery(bytes: bytes) else { return }
      precondition(query.bytes == bytes, "a query has one spelling")
    case .frame:
      guard let frame = WorkerFrame(bytes) else { return }
      precondition(frame.bytes == bytes, "a frame has one spelling")
      _ = frame.error
    case .media:
      let type = MediaType.sniff(bytes)
      precondition(type == .vrm || type == MediaType.sniff(magic: bytes))
    }
  }

  private static func model(_ bytes: [UInt8]) {
    guard let model = try? GLTFModel(bytes) else { return }
    _ = try? model.geometry()
    _ = (model.licence?.plain, model.statement?.plain, model.previewCandidates)
    guard let shapes = try? model.shapes() else { return }
    for sketch in [shapes.file].compactMap(\.self) + shapes.meshes {
      precondition(ShapeVector(bytes: sketch.vector.bytes) == sketch.vector)
    }
  }

  private static func description(_ bytes: [UInt8]) {
    // 4 KiB of binary chunk whose words are small, so that they serve as positions and as indices.
    var body: [UInt8] = []
    func word(_ value: Int) {
      withUnsafeBytes(of: UInt32(value).littleEndian) { body.append(contentsOf: $0) }
    }
    let text = bytes + [UInt8](repeating: 0x20, count: (4 - bytes.count % 4) % 4)
    body.append(contentsOf: "glTF".utf8)
    word(2)
    word(12 + 8 + text.count + 8 + 4096)
    word(text.count)
    word(0x4E4F_534A)
    body += text
    word(4096)
    word(0x004E_4942)
    for at in 0..<1024 { word(at % 2 == 0 ? at * 7 % 61 : 0x3F80_0000 + at * 4096) }
    model(body)
  }

  private static func json(_ bytes: [UInt8]) {
    guard let tree = try? JSONTreeParser.parse(bytes[...]) else { return }
    visit(tree)
  }

  private static func visit(_ tree: JSONTree) {
    _ = (tree.string, tree.number, tree.boolean, tree.index, tree["a"], tree["asset"])
    let elements = tree.array ?? []
    precondition(elements.count == tree.arrayCount ?? 0)
    elements.forEach(visit)
  }
}

@_silgen_name("LLVMFuzzerRunDriver")
func runDriver(
  _ count: UnsafeMutablePointer<CInt>,
  _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>,
  _ body: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
) -> CInt

/// The program's entry: the package manager gives an executable's `main` this name.
@_cdecl("fuzz_main")
public func fuzzMain(
  _ count: CInt, _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>
) -> CInt {
  var (count, arguments) = (count, arguments)
  return runDriver(&count, &arguments) { start, count in
    FuzzTarget.chosen.run(Array(UnsafeBufferPointer(start: start, count: count)))
    return 0
  }
}

/// The symbol that libFuzzer's own `main`, which is linked but never run, asks for.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOne(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt { 0 }
