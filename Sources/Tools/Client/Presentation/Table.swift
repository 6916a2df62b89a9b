/// Rows in aligned columns, for people.
package struct Table: Sendable {
  /// The widest a cell may be, in columns; longer text is cut.
  package static let cellWidthMaximum = 60

  /// One column.
  package struct Column: Sendable {
    /// Its heading.
    package var title: String
    /// Whether its cells stand on the right, as figures do.
    package var isNumber: Bool

    package init(_ title: String, isNumber: Bool = false) {
      self.title = title
      self.isNumber = isNumber
    }
  }

  /// The columns.
  package let columns: [Column]
  /// The rows; missing cells are empty.
  package private(set) var rows: [[String]] = []

  /// A table without rows.
  package init(_ columns: [Column]) { self.columns = columns }

  /// Adds a row.
  package mutating func add(_ cells: [String]) {
    rows.append(cells.map { DisplayWidth.cut(Table.plain($0), to: Table.cellWidthMaximum) })
  }

  /// The lines, each without white space at its end.
  ///
  /// - Parameter emphasis: how the heading is set, such as `Terminal.bold`.
  package func lines(emphasis: (String) -> String = { $0 }) -> [String] {
    let widths = columns.indices.map { index in
      rows.reduce(DisplayWidth.of(columns[index].title)) {
        max($0, index < $1.count ? DisplayWidth.of($1[index]) : 0)
      }
    }
    func line(_ cells: [String]) -> String {
      var out = ""
      for (index, column) in columns.enumerated() {
        let cell = index < cells.count ? cells[index] : ""
        let gap = String(repeating: " ", count: widths[index] - DisplayWidth.of(cell))
        out += (index == 0 ? "" : "  ") + (column.isNumber ? gap + cell : cell + gap)
      }
      while out.last == " " { out.removeLast() }
      return out
    }
    return [emphasis(line(columns.map(\.title)))] + rows.map { line($0) }
  }

  /// Text without what could move a terminal's cursor: titles are other people's.
  package static func plain(_ text: String) -> String {
    var out = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      switch scalar.properties.generalCategory {
      case .control, .lineSeparator, .paragraphSeparator: out.append(" ")
      // Bidirectional overrides can make one number look like another.
      case .format where scalar.value != 0x200D: break
      default: out.append(scalar)
      }
    }
    return String(out)
  }
}
