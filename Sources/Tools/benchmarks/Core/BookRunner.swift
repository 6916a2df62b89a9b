import Venue

/// The bare book on a flow.
struct BookRunner: ~Copyable, FlowRunner {
  private let flow: Flow
  private var book: SoloBook
  private var found = FlowAnswer()

  init(_ flow: Flow) {
    self.flow = flow
    book = SoloBook(orders: 1 << 16, numbers: flow.numbers)
  }

  mutating func run() { run(flow.commands.indices) }

  mutating func run(command: Int) { run(command..<command + 1) }

  @inline(__always)
  private mutating func run(_ range: Range<Int>) {
    var answer = found
    answer.refused += flow.commands.withUnsafeBufferPointer { commands in
      book.apply(UnsafeBufferPointer(rebasing: commands[range])) { answer.trade($0, $1, $2, $3) }
    }
    found = answer
  }

  func answer() -> FlowAnswer { found }
}
