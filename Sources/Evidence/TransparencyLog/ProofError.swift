/// Why a proof cannot be made.
package enum ProofError: Error, Equatable, CustomStringConvertible {
  /// No leaf of the tree has this index.
  case indexOutside(index: UInt64, size: UInt64)
  /// The older tree is not a part of the newer one, or a size is beyond `MerkleTree.sizeMaximum`.
  case sizeOutside(from: UInt64, to: UInt64)
  /// The tile that holds a hash or an entry is not there.
  case tileMissing(path: String)
  /// The tile is there but is not as long as its place in the tree demands, or is malformed.
  case tileMalformed(path: String)

  package var description: String {
    switch self {
    case .indexOutside(let index, let size): "no leaf \(index) in a tree of size \(size)"
    case .sizeOutside(let from, let to): "a tree of size \(from) is no part of one of size \(to)"
    case .tileMissing(let path): "\(path) is missing"
    case .tileMalformed(let path): "\(path) is malformed"
    }
  }
}
