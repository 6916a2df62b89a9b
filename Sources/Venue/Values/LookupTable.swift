/// A dictionary that cannot be iterated, so that hash order can never reach an outcome.
package struct LookupTable<Key: Hashable & Sendable, Value: Sendable>: Sendable {
  private var storage: [Key: Value] = [:]

  /// An empty table.
  package init() {}

  /// How many keys there are.
  package var count: Int { storage.count }

  /// The value under `key`; assigning `nil` removes it. O(1) on average.
  package subscript(key: Key) -> Value? {
    get { storage[key] }
    set { storage[key] = newValue }
  }
}
