/// What falls due and when: a heap of timers, of which any can be stopped. O(log timers).
struct TimerQueue: ~Copyable, Sendable {
  /// What happens when a timer runs out.
  enum Subject: Sendable, BitwiseCopyable {
    /// An order expires.
    case order(Int32)
    /// All orders of a holding are cancelled.
    case holding(Int32)
  }

  /// One timer.
  struct Timer: Sendable, BitwiseCopyable {
    /// When it runs out.
    var due: Microseconds
    /// What decides between timers that run out together: an order's number, or that of the entry
    /// that set it, packed.
    var key: UInt64
    /// What happens then.
    var subject: Subject
    /// Its place in the heap; where it is free, the next free one.
    fileprivate var place: Int32
  }

  private var timers = Pool<Timer>()
  private var heap = Pool<Int32>()
  private var free: Int32 = -1

  /// How many timers run.
  var count: Int { heap.count }

  /// The timer in a slot.
  subscript(timer: Int32) -> Timer { timers[timer] }

  /// The one that runs out first.
  var first: Timer? { heap.count == 0 ? nil : timers[heap[Int32(0)]] }

  private func precedes(_ a: Int32, _ b: Int32) -> Bool {
    let (x, y) = (timers[a], timers[b])
    return x.due != y.due ? x.due < y.due : x.key < y.key
  }

  /// Starts a timer and returns its slot.
  mutating func start(_ due: Microseconds, key: UInt64, _ subject: Subject) -> Int32 {
    let timer = Timer(due: due, key: key, subject: subject, place: Int32(heap.count))
    let made: Int32
    if free >= 0 {
      made = free
      free = timers[made].place
      timers[made] = timer
    } else {
      made = timers.append(timer)
    }
    rise(heap.append(made))
    return made
  }

  /// Stops a timer that runs.
  mutating func stop(_ timer: Int32) {
    let place = timers[timer].place
    let last = heap[Int32(heap.count - 1)]
    heap.removeLast()
    if last != timer {
      put(last, at: place)
      rise(place)
      sink(timers[last].place)
    }
    timers[timer].place = free
    free = timer
  }

  private mutating func put(_ timer: Int32, at place: Int32) {
    heap[place] = timer
    timers[timer].place = place
  }

  private mutating func rise(_ start: Int32) {
    var place = start
    let timer = heap[place]
    while place > 0, precedes(timer, heap[(place - 1) / 2]) {
      put(heap[(place - 1) / 2], at: place)
      place = (place - 1) / 2
    }
    put(timer, at: place)
  }

  private mutating func sink(_ start: Int32) {
    var place = start
    let timer = heap[place]
    while true {
      var child = place * 2 + 1
      guard child < heap.count else { break }
      if child + 1 < heap.count, precedes(heap[child + 1], heap[child]) { child += 1 }
      guard precedes(heap[child], timer) else { break }
      put(heap[child], at: place)
      place = child
    }
    put(timer, at: place)
  }
}
