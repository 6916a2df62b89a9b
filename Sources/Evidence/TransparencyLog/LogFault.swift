/// What is wrong with a log, and where.
package struct LogFault: Error, Equatable, CustomStringConvertible {
  /// The entry that is wrong, or the first of those that a wrong hash covers, if that is known.
  package let entry: UInt64?
  /// The file that is wrong, if it is one.
  package let tile: String?
  /// What is wrong.
  package let what: String

  /// A fault at `entry` in the file `tile`.
  package init(entry: UInt64? = nil, tile: String? = nil, what: String) {
    self.entry = entry
    self.tile = tile
    self.what = what
  }

  package var description: String {
    let place = [tile, entry.map { "entry \($0)" }].compactMap(\.self).joined(separator: ", ")
    return place.isEmpty ? what : "\(place): \(what)"
  }
}
