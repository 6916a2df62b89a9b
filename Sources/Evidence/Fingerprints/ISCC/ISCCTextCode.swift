import CKernels

/// The Text-Code (ISO 24138:2024, Content-Code Text): a minimum hash over all runs of 13 characters
/// of the collapsed text. Markup is removed beforehand.
package enum ISCCTextCode {
  private static let window = 13

  /// The unit of a text and the number of characters that it was made of; work grows with the text.
  package static func unit(
    _ text: String, bits: Int = 64
  ) throws(ISCCError) -> (unit: ISCCUnit, characters: Int) {
    let limit = FingerprintLimits.isccTextBytesMaximum
    guard text.utf8.count <= limit else {
      throw ISCCError(.inputUnsupported, "a text of over \(limit) bytes")
    }
    let collapsed = ISCCText.collapse(text)
    let bytes = Array(collapsed.utf8)
    var starts = bytes.indices.filter { bytes[$0] & 0xC0 != 0x80 }
    let characters = starts.count
    starts.append(bytes.count)
    var features: [UInt32] = []
    bytes.withUnsafeBufferPointer { bytes in
      for first in 0..<max(characters - window + 1, 1) {
        let end = starts[min(first + window, characters)]
        let run = UnsafeBufferPointer(rebasing: bytes[starts[first]..<end])
        features.append(kernels_datacode_xxhash(run.baseAddress, run.count))
      }
    }
    var hash = MinimumHash()
    features.withUnsafeBufferPointer { hash.add($0) }
    return (try ISCCUnit(.content, .text, digest: hash.digest, bits: bits), characters)
  }
}
