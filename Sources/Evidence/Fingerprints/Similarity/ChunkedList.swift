/// A list that grows by chunks, so that growing neither copies what it has nor takes twice the
/// memory for a moment.
struct ChunkedList<Element: Sendable>: Sendable {
  private static var chunkBits: Int { 16 }
  private var chunks: [[Element]] = []
  private(set) var count = 0

  /// O(1).
  mutating func append(_ element: Element) {
    if count >> Self.chunkBits == chunks.count {
      var chunk: [Element] = []
      // The first chunk grows as arrays do: most lists are short.
      if count > 0 { chunk.reserveCapacity(1 << Self.chunkBits) }
      chunks.append(chunk)
    }
    chunks[chunks.count - 1].append(element)
    count += 1
  }

  subscript(at: Int) -> Element {
    chunks[at >> Self.chunkBits][at & (1 << Self.chunkBits - 1)]
  }
}
