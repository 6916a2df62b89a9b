/// Texts of the help. The terminal's width is not known where they are written.
enum Help {
  /// Joins the lines of each paragraph, so that they are broken where the reader's line ends; lines
  /// that begin with a space are examples and stay as they are.
  static func text(_ text: String) -> String {
    var lines: [String] = []
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if let last = lines.last, !last.isEmpty, !line.isEmpty, last.first != " ", line.first != " " {
        lines[lines.count - 1] = last + " " + line
      } else {
        lines.append(String(line))
      }
    }
    return lines.joined(separator: "\n")
  }
}
