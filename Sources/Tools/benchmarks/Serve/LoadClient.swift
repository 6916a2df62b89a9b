import CEpoll
import Glibc

/// One thread that keeps many connections busy, each with one request at a time, and writes down what
/// comes back. It shares the machine with the server, so it does little: requests are bytes already,
/// and of an answer it reads the status and the sequence.
struct LoadClient: ~Copyable {
  /// How requests are let go.
  enum Pace {
    /// Each connection sends its next request when it has its answer.
    case closed
    /// Requests are due at fixed times, this many a second, however slow the answers are. Latency
    /// counts from the time a request was due.
    case open(perSecond: Double)
  }

  /// What is done.
  struct Plan {
    var pace: Pace
    /// How many connections there are.
    var connectionCount: Int
    /// The requests of the pool that are sent; all of them where there is none.
    var lane: Lane?
    /// How long requests are sent, in seconds; the first of them are not measured.
    var seconds: Double
    var warmUpSeconds: Double
    /// Whether the pool is sent again and again.
    var isRepeated = false
  }

  /// How long answers are waited for after the last request, in seconds.
  private static let drainSeconds = 20.0
  /// A connection's buffer, in bytes; it grows to hold one answer.
  private static let bufferSize = 1 << 16

  private struct Connection {
    var socket: Socket
    var due: UInt64 = 0
    var current: Lane = .orders
    var isBusy = false
    var received: [UInt8] = []
    var count = 0
  }

  private let poll: Int32
  private let plan: Plan
  private var connections: [Connection] = []
  private var idle: [Int] = []
  private var outstanding = 0
  private var tally = Tally()

  /// Opens all connections.
  init(port: UInt16, _ plan: Plan) throws {
    self.plan = plan
    poll = epoll_create1(0)
    guard poll >= 0 else { throw BenchmarkError("no epoll: errno \(errno)") }
    for index in 0..<plan.connectionCount {
      let socket = try Socket(port: port)
      var event = epoll_event()
      event.events = EPOLLIN.rawValue
      event.data.u64 = UInt64(index)
      guard epoll_ctl(poll, EPOLL_CTL_ADD, socket.descriptor, &event) == 0 else {
        throw BenchmarkError("no epoll: errno \(errno)")
      }
      connections.append(
        Connection(socket: socket, received: [UInt8](repeating: 0, count: Self.bufferSize)))
      idle.append(index)
    }
  }

  deinit { close(poll) }

  /// Sends the pool's requests, in sequence, until the time is up or there are no more.
  ///
  /// - Parameter start: when the first request of the pool is due.
  mutating func run(
    _ pool: borrowing RequestPool, from start: UInt64 = Clock.nanoseconds()
  ) throws -> Tally {
    tally = Tally()
    tally.start = start + UInt64(plan.warmUpSeconds * 1e9)
    tally.end = start + UInt64(plan.seconds * 1e9)
    switch plan.pace {
    case .closed: try runClosed(pool)
    case .open(let rate): try runOpen(pool, start: start, interval: 1e9 / rate)
    }
    return tally
  }

  private mutating func runClosed(_ pool: borrowing RequestPool) throws {
    var next = 0
    func take() -> Int? {
      if next == pool.count, plan.isRepeated { next = 0 }
      guard next < pool.count else { return nil }
      next += 1
      return next - 1
    }
    for index in connections.indices {
      guard let request = take() else { break }
      try send(request, of: pool, on: index, due: Clock.nanoseconds())
    }
    var free: [Int] = []
    while outstanding > 0 {
      free.removeAll(keepingCapacity: true)
      try receive(timeout: nil, &free)
      let now = Clock.nanoseconds()
      guard now < tally.end else {
        if Double(now - tally.end) > Self.drainSeconds * 1e9 { break }
        continue
      }
      for index in free {
        guard let request = take() else {
          // Every document is gone: the measured time ends here.
          tally.end = min(tally.end, now)
          break
        }
        try send(request, of: pool, on: index, due: Clock.nanoseconds())
      }
    }
    tally.unanswered = outstanding
  }

  private mutating func runOpen(
    _ pool: borrowing RequestPool, start: UInt64, interval: Double
  ) throws {
    var waiting = Queue()
    var next = 0
    var free: [Int] = []
    let last = tally.end + UInt64(Self.drainSeconds * 1e9)
    while true {
      var now = Clock.nanoseconds()
      while next < pool.count {
        let due = start + UInt64(Double(next) * interval)
        guard due <= now, due < tally.end else { break }
        if plan.lane == nil || plan.lane == pool.lanes[next] { waiting.append(next) }
        next += 1
      }
      while let connection = idle.last, let request = waiting.first {
        idle.removeLast()
        waiting.removeFirst()
        try send(
          request, of: pool, on: connection, due: start + UInt64(Double(request) * interval))
      }
      let due = start + UInt64(Double(next) * interval)
      let isOver = next == pool.count || due >= tally.end
      if isOver, outstanding == 0, waiting.first == nil { break }
      now = Clock.nanoseconds()
      guard now < last else { break }
      free.removeAll(keepingCapacity: true)
      try receive(timeout: isOver ? 100_000_000 : due > now ? due - now : 0, &free)
      idle.append(contentsOf: free)
    }
    tally.unanswered = outstanding + waiting.count
  }

  private mutating func send(
    _ request: Int, of pool: borrowing RequestPool, on index: Int, due: UInt64
  ) throws {
    let range = pool.range(request)
    connections[index].due = due
    connections[index].current = pool.lanes[request]
    connections[index].isBusy = true
    connections[index].count = 0
    outstanding += 1
    let socket = connections[index].socket
    try pool.bytes.withUnsafeBytes {
      try socket.send(UnsafeRawBufferPointer(rebasing: $0[range]))
    }
  }

  /// Waits for answers, in nanoseconds at most `timeout`, and tells which connections have theirs.
  private mutating func receive(timeout: UInt64?, _ free: inout [Int]) throws {
    var events = [epoll_event](repeating: epoll_event(), count: 256)
    let count: Int32
    if let timeout {
      var limit = timespec(
        tv_sec: Int(timeout / 1_000_000_000), tv_nsec: Int(timeout % 1_000_000_000))
      count = epoll_pwait2(poll, &events, Int32(events.count), &limit, nil)
    } else {
      count = epoll_wait(poll, &events, Int32(events.count), 1_000)
    }
    guard count > 0 else { return }
    for event in events[..<Int(count)] {
      let index = Int(event.data.u64)
      if try read(index) { free.append(index) }
    }
  }

  /// Reads what has come on a connection; `true` once its answer is complete.
  private mutating func read(_ index: Int) throws -> Bool {
    let descriptor = connections[index].socket.descriptor
    let start = connections[index].count
    if connections[index].received.count - start < 4096 {
      guard connections[index].received.count < HTTP.answerMaximum * 2 else {
        throw BenchmarkError("an answer is longer than \(HTTP.answerMaximum) bytes")
      }
      connections[index].received.append(contentsOf: repeatElement(0, count: start))
    }
    let count = connections[index].received.withUnsafeMutableBytes {
      recv(descriptor, $0.baseAddress.map { $0 + start }, $0.count - start, Int32(MSG_DONTWAIT))
    }
    if count < 0, errno == EAGAIN { return false }
    guard count > 0, connections[index].isBusy else {
      throw BenchmarkError("the server closed a connection: errno \(errno)")
    }
    connections[index].count += count
    let (due, lane, end) = (connections[index].due, connections[index].current, start + count)
    let isComplete = try connections[index].received.withUnsafeBytes { buffer in
      let bytes = UnsafeRawBufferPointer(rebasing: buffer[..<end])
      guard let answer = try HTTP.answer(bytes), bytes.count >= answer.end else { return false }
      let body = UnsafeRawBufferPointer(rebasing: bytes[answer.bodyStart..<answer.end])
      tally.add(answer.status, body, lane, due: due, now: Clock.nanoseconds())
      return true
    }
    guard isComplete else { return false }
    connections[index].isBusy = false
    outstanding -= 1
    return true
  }
}

/// Requests that are due and wait for a connection.
private struct Queue {
  private var items: [Int] = []
  private var head = 0

  var count: Int { items.count - head }
  var first: Int? { head < items.count ? items[head] : nil }

  mutating func append(_ item: Int) { items.append(item) }
  mutating func removeFirst() {
    head += 1
    if head > 4096, head * 2 > items.count {
      items.removeFirst(head)
      head = 0
    }
  }
}
