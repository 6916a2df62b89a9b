/// How far a transfer has come, on a terminal; nothing anywhere else.
package final class ProgressBar {
  private static let barWidth = 24

  private let label: String
  private let total: Int64
  private var shown = -1

  /// A bar for `total` bytes; nothing is drawn yet.
  package init(_ label: String, total: Int64) {
    self.label = DisplayWidth.cut(Table.plain(label), to: 28)
    self.total = max(1, total)
  }

  /// Shows that `done` bytes have come. It draws a hundred times at most.
  package func show(_ done: Int64) {
    guard Terminal.messagesAreTerminal else { return }
    let percent = Int(min(100, done * 100 / total))
    guard percent != shown else { return }
    shown = percent
    let full = ProgressBar.barWidth * percent / 100
    let bar =
      String(repeating: "█", count: full)
      + String(repeating: "░", count: ProgressBar.barWidth - full)
    Terminal.write("\r\(label)  \(bar) \(percent)%", toMessages: true)
  }

  /// Clears the bar's line.
  package func finish() {
    guard Terminal.messagesAreTerminal, shown >= 0 else { return }
    Terminal.write("\r\u{1B}[2K", toMessages: true)
  }
}
