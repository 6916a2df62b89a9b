import Documents
import Foundation

/// How words are looked for in titles, descriptions and categories: as substrings, upper and lower
/// case alike. A substring needs no word boundaries, which Chinese does not write.
enum SearchText {
  /// The longest text to look for, in UTF-8 bytes.
  static let byteCountMaximum = 200
  /// The index knows runs of three characters; shorter texts are looked for one work at a time.
  private static let indexedCharacterCount = 3

  /// Text as it is kept and looked for.
  static func folded(_ text: String) -> String {
    text.precomposedStringWithCanonicalMapping.lowercased().replacing("\0", with: " ")
  }

  /// The SQL condition on `asset` for a text to look for, and its argument.
  static func condition(_ query: String) throws(Problem) -> (sql: String, argument: String) {
    guard query.utf8.count <= byteCountMaximum else {
      throw Problem(
        400, "wrong-length", "`query` is at most \(byteCountMaximum) bytes long.")
    }
    // SQLite would take a text to end there.
    guard !query.utf8.contains(0) else {
      throw Problem(400, "wrong-value", "`query` holds no NUL.")
    }
    let text = folded(query)
    if text.unicodeScalars.count < indexedCharacterCount {
      return ("asset IN (SELECT rowid FROM asset_texts WHERE instr(text, ?) > 0)", text)
    }
    // Within quotes nothing is an operator of the query language; a quote is doubled.
    let quoted = "\"" + text.replacing("\"", with: "\"\"") + "\""
    return ("asset IN (SELECT rowid FROM asset_texts WHERE asset_texts MATCH ?)", quoted)
  }
}
