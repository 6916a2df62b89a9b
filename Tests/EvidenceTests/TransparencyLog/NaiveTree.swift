import Cryptography
import TransparencyLog

/// RFC 6962 §2.1 word for word, recursive and slow, sharing no code with the module.
enum NaiveTree {
  static func leaf(_ entry: [UInt8]) -> Digest { SHA256.hash([0] + entry) }

  static func root(_ leaves: ArraySlice<Digest>) -> Digest {
    if leaves.isEmpty { return SHA256.hash([UInt8]()) }
    if leaves.count == 1 { return leaves[leaves.startIndex] }
    let k = split(leaves.count)
    let left = root(leaves.prefix(k))
    let right = root(leaves.dropFirst(k))
    return SHA256.hash([1] + left.bytes + right.bytes)
  }

  static func path(_ m: Int, _ leaves: ArraySlice<Digest>) -> [Digest] {
    if leaves.count <= 1 { return [] }
    let k = split(leaves.count)
    return m < k
      ? path(m, leaves.prefix(k)) + [root(leaves.dropFirst(k))]
      : path(m - k, leaves.dropFirst(k)) + [root(leaves.prefix(k))]
  }

  static func proof(_ m: Int, _ leaves: ArraySlice<Digest>, whole: Bool = true) -> [Digest] {
    if m == leaves.count { return whole ? [] : [root(leaves)] }
    let k = split(leaves.count)
    return m <= k
      ? proof(m, leaves.prefix(k), whole: whole) + [root(leaves.dropFirst(k))]
      : proof(m - k, leaves.dropFirst(k), whole: false) + [root(leaves.prefix(k))]
  }

  private static func split(_ n: Int) -> Int {
    var k = 1
    while k * 2 < n { k *= 2 }
    return k
  }
}
