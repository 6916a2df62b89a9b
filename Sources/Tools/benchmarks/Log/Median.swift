import Foundation

/// The middle of several measurements.
enum Median {
  /// The median; 0 of none. O(n log n).
  static func of(_ values: [Double]) -> Double {
    values.isEmpty ? 0 : values.sorted()[values.count / 2]
  }

  /// The median with so many digits behind the point.
  static func text(_ values: [Double], _ digits: Int) -> String {
    String(format: "%.\(digits)f", of(values))
  }
}
