/// A decoded picture: 8-bit sRGB, three bytes a pixel, rows from the top without padding.
package struct PixelImage: Sendable {
  /// Pixels a row.
  package let width: Int
  /// Rows.
  package let height: Int
  /// `width * height * 3` bytes: red, green, blue.
  package let rgb: [UInt8]

  /// A picture; `nil` unless both sides are positive and the bytes are as many as they demand.
  package init?(width: Int, height: Int, rgb: [UInt8]) {
    guard width > 0, height > 0,
      width <= FingerprintLimits.imageSideMaximum, height <= FingerprintLimits.imageSideMaximum,
      rgb.count == width * height * 3
    else { return nil }
    self.width = width
    self.height = height
    self.rgb = rgb
  }
}
