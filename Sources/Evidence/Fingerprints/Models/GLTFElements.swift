/// Equally spaced elements that lie within a buffer view.
struct GLTFElements {
  private let bytes: ArraySlice<UInt8>
  private let count: Int
  private let stride: Int

  /// Checks that `count` elements of `size` bytes fit. `element` names the view by its `bufferView`,
  /// which is `number`, and has the `byteOffset`.
  init(
    _ element: GLTFElement, view: GLTFBuffers.View, number: Int, count: Int, size: Int,
    alignment: Int
  ) throws(FingerprintError) {
    let offset = try element.count("byteOffset") ?? 0
    stride = view.stride ?? size
    self.count = count
    guard stride >= size else {
      throw element.malformed(
        "has elements of \(size) bytes; bufferViews[\(number)].byteStride is \(stride)")
    }
    guard offset % alignment == 0 else {
      throw element.malformed("has byteOffset \(offset), not aligned to its components")
    }
    // With the count below the bytes there are, the products do not overflow.
    guard count <= view.bytes.count, offset + stride * (count - 1) + size <= view.bytes.count
    else {
      throw element.malformed(
        "has byteOffset \(offset) and \(count) elements \(stride) bytes apart, which exceeds "
          + "bufferViews[\(number)] of \(view.bytes.count) bytes")
    }
    bytes = view.bytes.dropFirst(offset)
  }

  /// Each element's number, and where in the bytes it begins.
  func forEach(_ body: (Int, UnsafeRawBufferPointer, Int) -> Void) {
    bytes.withUnsafeBytes { raw in
      for number in 0..<count { body(number, raw, number * stride) }
    }
  }
}
