/// A growing set of small whole numbers, one bit each.
struct Bits {
  private var words: [UInt64] = []
  /// How many are in it.
  private(set) var count = 0

  /// Whether `number` is in it.
  func contains(_ number: Int) -> Bool {
    number >> 6 < words.count && words[number >> 6] >> UInt64(number & 63) & 1 == 1
  }

  /// Puts `number` in; `false` when it was there already.
  mutating func insert(_ number: Int) -> Bool {
    while words.count <= number >> 6 { words.append(0) }
    guard !contains(number) else { return false }
    words[number >> 6] |= 1 << UInt64(number & 63)
    count += 1
    return true
  }

  /// Puts all of another set in; `false` when one of them was there already. O(largest number).
  mutating func insert(all other: Bits) -> Bool {
    var isNew = true
    for (index, word) in other.words.enumerated() where word != 0 {
      while words.count <= index { words.append(0) }
      isNew = isNew && words[index] & word == 0
      count += (word & ~words[index]).nonzeroBitCount
      words[index] |= word
    }
    return isNew
  }

  /// Takes `number` out.
  mutating func remove(_ number: Int) {
    guard contains(number) else { return }
    words[number >> 6] &= ~(1 << UInt64(number & 63))
    count -= 1
  }
}
