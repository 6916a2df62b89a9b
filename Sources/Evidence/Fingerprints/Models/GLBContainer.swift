/// A binary glTF 2.0 file's two chunks (glTF 2.0 specification, section 4.4).
struct GLBContainer {
  static let version: UInt32 = 2
  private static let headerCount = 12
  private static let jsonKind: UInt32 = 0x4E4F_534A
  private static let binaryKind: UInt32 = 0x004E_4942

  /// The description's text.
  let json: ArraySlice<UInt8>
  /// The binary chunk; `nil` where there is none.
  let binary: ArraySlice<UInt8>?

  /// Checks the header and every chunk's length. Unknown chunks are passed over, as the standard
  /// demands; bytes after the stated length are not, since they would be hidden cargo.
  init(_ file: [UInt8]) throws(FingerprintError) {
    func malformed(_ what: String) -> FingerprintError { FingerprintError(.modelMalformed, what) }
    func word(_ at: Int) -> UInt32 {
      file[at..<at + 4].reversed().reduce(0) { $0 << 8 | UInt32($1) }
    }
    guard file.count >= GLBContainer.headerCount, file.starts(with: "glTF".utf8) else {
      throw malformed("the GLB header is incomplete")
    }
    guard word(4) == GLBContainer.version else {
      throw FingerprintError(.modelUnsupported, "GLB version \(word(4)) is not \(Self.version)")
    }
    guard Int(word(8)) == file.count else {
      throw malformed("the GLB header states \(word(8)) bytes; the file has \(file.count)")
    }
    var json: ArraySlice<UInt8>?
    var binary: ArraySlice<UInt8>?
    var at = GLBContainer.headerCount
    var number = 0
    while at < file.count {
      guard file.count - at >= 8 else { throw malformed("chunk \(number) has half a header") }
      let count = Int(word(at))
      let kind = word(at + 4)
      at += 8
      guard count <= file.count - at else {
        throw malformed("chunk \(number) states \(count) bytes; \(file.count - at) are left")
      }
      guard count % 4 == 0 else { throw malformed("chunk \(number) is not aligned to 4 bytes") }
      let body = file[at..<at + count]
      at += count
      switch (number, kind) {
      case (0, GLBContainer.jsonKind): json = body
      case (0, _): throw malformed("chunk 0 is not JSON")
      case (1, GLBContainer.binaryKind): binary = body
      case (_, GLBContainer.jsonKind), (_, GLBContainer.binaryKind):
        throw malformed("chunk \(number) repeats a kind or stands in the wrong place")
      default: break
      }
      number += 1
    }
    guard let json else { throw malformed("there is no JSON chunk") }
    self.json = json
    self.binary = binary
  }

  /// The parsed description.
  func description() throws(FingerprintError) -> JSONTree {
    let tree = try JSONTreeParser.parse(json)
    guard tree.isObject else {
      throw FingerprintError(.modelMalformed, "the JSON chunk is not an object")
    }
    return tree
  }
}
