/// A rectangle of whole pixels, from the top left corner of a picture.
package struct PixelRect: Hashable, Sendable {
  /// From the left edge.
  package let x: Int
  /// From the top edge.
  package let y: Int
  /// Pixels a row.
  package let width: Int
  /// Rows.
  package let height: Int

  /// A rectangle.
  package init(x: Int, y: Int, width: Int, height: Int) {
    self.x = x
    self.y = y
    self.width = width
    self.height = height
  }
}
