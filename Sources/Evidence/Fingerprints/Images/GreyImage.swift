/// A picture's brightness: one byte a pixel, rows from the top without padding.
package struct GreyImage: Sendable {
  /// Pixels a row.
  package let width: Int
  /// Rows.
  package let height: Int
  /// `width * height` bytes, 0 black to 255 white.
  package let pixels: [UInt8]

  /// A picture; `nil` unless both sides are positive and the bytes are as many as they demand.
  package init?(width: Int, height: Int, pixels: [UInt8]) {
    guard width > 0, height > 0,
      width <= FingerprintLimits.imageSideMaximum, height <= FingerprintLimits.imageSideMaximum,
      pixels.count == width * height
    else { return nil }
    self.width = width
    self.height = height
    self.pixels = pixels
  }
}
