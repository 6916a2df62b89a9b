/// What a file is, judged by its content alone: a name or a declared type is the sender's word.
package enum MediaType: String, Sendable, CaseIterable {
  /// Portable Network Graphics.
  case png = "image/png"
  /// JPEG.
  case jpeg = "image/jpeg"
  /// WebP.
  case webp = "image/webp"
  /// Binary glTF 2.0.
  case glb = "model/gltf-binary"
  /// Binary glTF 2.0 with a VRM 0.x or 1.0 humanoid.
  case vrm = "model/vrm"
  /// Anything else.
  case other = "application/octet-stream"

  /// Whether this is a picture that the decoder reads.
  package var isImage: Bool { self == .png || self == .jpeg || self == .webp }
  /// Whether this is a model that the parser reads.
  package var isModel: Bool { self == .glb || self == .vrm }

  /// The type by magic bytes; a VRM shows as `glb` here, since its mark stands inside the JSON.
  package static func sniff(magic bytes: some Collection<UInt8>) -> MediaType {
    let head = Array(bytes.prefix(12))
    func holds(_ wanted: [UInt8], at offset: Int = 0) -> Bool {
      head.count >= offset + wanted.count
        && head[offset..<offset + wanted.count].elementsEqual(wanted)
    }
    if holds([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) { return .png }
    if holds([0xFF, 0xD8, 0xFF]) { return .jpeg }
    if holds(Array("RIFF".utf8)), holds(Array("WEBP".utf8), at: 8) { return .webp }
    if holds(Array("glTF".utf8)) { return .glb }
    return .other
  }

  /// The type of a whole file. A GLB whose description cannot be read stays `glb`: the parser will
  /// say what is wrong with it.
  package static func sniff(_ file: [UInt8]) -> MediaType {
    let type = sniff(magic: file)
    guard type == .glb, let model = try? GLBContainer(file), let tree = try? model.description(),
      VRMLicence.isMarked(tree)
    else { return type }
    return .vrm
  }
}
