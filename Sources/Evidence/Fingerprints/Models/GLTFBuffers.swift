import Cryptography

/// A model's bytes: its buffers, all inside the file, and the views into them.
struct GLTFBuffers {
  /// A range of one buffer.
  struct View {
    let bytes: ArraySlice<UInt8>
    let stride: Int?
  }

  let views: [View]

  init(_ root: GLTFElement, binary: ArraySlice<UInt8>?) throws(FingerprintError) {
    let maximum = FingerprintLimits.modelAccessorsMaximum
    var buffers: [ArraySlice<UInt8>] = []
    for element in try root.objects("buffers", maximum: FingerprintLimits.modelNodesMaximum) {
      buffers.append(
        try GLTFBuffers.buffer(element, binary: buffers.isEmpty ? binary : nil))
    }
    var views: [View] = []
    for element in try root.objects("bufferViews", maximum: maximum) {
      guard
        let index = try element.index("buffer", into: "buffers", bound: buffers.count)
      else { throw element.malformed("has no buffer") }
      let buffer = buffers[index]
      let offset = try element.count("byteOffset") ?? 0
      let length = try element.requiredCount("byteLength")
      // Both are below 2^53, so their sum does not overflow.
      guard length > 0, offset + length <= buffer.count else {
        throw element.malformed(
          "has byteOffset \(offset) + byteLength \(length), which exceeds buffers[\(index)] of "
            + "\(buffer.count) bytes")
      }
      let stride = try element.count("byteStride")
      if let stride, !(4...252).contains(stride) || stride % 4 != 0 {
        throw element.malformed("has byteStride \(stride), which is not 4, 8 … 252")
      }
      let start = buffer.startIndex + offset
      views.append(View(bytes: buffer[start..<start + length], stride: stride))
    }
    self.views = views
  }

  private static func buffer(
    _ element: GLTFElement, binary: ArraySlice<UInt8>?
  ) throws(FingerprintError) -> ArraySlice<UInt8> {
    let length = try element.requiredCount("byteLength")
    let bytes: ArraySlice<UInt8>
    if let uri = try element.text("uri") {
      bytes = try data(uri, of: element)[...]
    } else if let binary {
      bytes = binary
    } else {
      throw element.malformed("has no uri and there is no binary chunk for it")
    }
    guard length > 0, length <= bytes.count else {
      throw element.malformed("has byteLength \(length) of the \(bytes.count) bytes that are there")
    }
    return bytes.prefix(length)
  }

  /// The bytes of a base64 `data:` URI (RFC 2397); anything else is outside the file.
  static func data(_ uri: String, of element: GLTFElement) throws(FingerprintError) -> [UInt8] {
    guard uri.utf8.starts(with: "data:".utf8) else {
      throw FingerprintError(
        .externalResource,
        "\(element.path).uri names something outside the file: \(uri.prefix(64))")
    }
    let parts = uri.utf8.split(separator: UInt8(ascii: ","), maxSplits: 1)
    guard parts.count == 2, String(decoding: parts[0], as: UTF8.self).hasSuffix(";base64"),
      let bytes = Base64.decode(String(decoding: parts[1], as: UTF8.self))
    else { throw element.malformed("has a data: uri that is not base64") }
    return bytes
  }
}
