import Venue

/// The bare book on a flow.
final class BookRunner {
  private var book: SoloBook
  private(set) var answer = FlowAnswer()

  init(_ flow: Flow) { book = SoloBook(orders: 1 << 17, numbers: flow.numbers) }

  /// Runs the whole flow.
  func run(_ flow: Flow) {
    var answer = FlowAnswer()
    answer.refused = flow.commands.withUnsafeBufferPointer { commands in
      book.apply(commands) { answer.trade($0, $1, $2, $3) }
    }
    self.answer = answer
  }

  /// Runs one command.
  func run(one command: SoloBook.Command) {
    answer.refused += book.apply(command) { _, _, _, _ in }
  }
}
