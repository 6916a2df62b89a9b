/// What will happen, the earliest first and of equally early things the one that was put down first.
struct Agenda: ~Copyable {
  private struct Line {
    var time: Int64
    var number: UInt64
    var happening: Happening

    func comesBefore(_ other: Line) -> Bool {
      time != other.time ? time < other.time : number < other.number
    }
  }

  private var heap: [Line] = []
  private var count: UInt64 = 0

  /// When the next thing happens.
  var nextTime: Int64? { heap.first?.time }

  /// Puts something down.
  mutating func add(_ happening: Happening, at time: Int64) {
    count += 1
    heap.append(Line(time: time, number: count, happening: happening))
    var at = heap.count - 1
    while at > 0, heap[at].comesBefore(heap[(at - 1) / 2]) {
      heap.swapAt(at, (at - 1) / 2)
      at = (at - 1) / 2
    }
  }

  /// Takes what happens next.
  mutating func take() -> (time: Int64, happening: Happening)? {
    guard let first = heap.first, let last = heap.popLast() else { return nil }
    if !heap.isEmpty {
      heap[0] = last
      var at = 0
      while true {
        var child = at * 2 + 1
        guard child < heap.count else { break }
        if child + 1 < heap.count, heap[child + 1].comesBefore(heap[child]) { child += 1 }
        guard heap[child].comesBefore(heap[at]) else { break }
        heap.swapAt(at, child)
        at = child
      }
    }
    return (first.time, first.happening)
  }
}
