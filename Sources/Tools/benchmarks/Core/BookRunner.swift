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

  mutating func run() {
    var answer = FlowAnswer()
    answer.refused = flow.commands.withUnsafeBufferPointer { commands in
      book.apply(commands) { answer.trade($0, $1, $2, $3) }
    }
    found = answer
  }

  mutating func run(command: Int) {
    var answer = found
    answer.refused += book.apply(flow.commands[command]) { answer.trade($0, $1, $2, $3) }
    found = answer
  }

  func answer() -> FlowAnswer { found }
}
