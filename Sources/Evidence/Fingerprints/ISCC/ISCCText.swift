import Foundation
@_spi(_Unicode) import Swift

/// How text is made comparable before it is coded (ISO 24138:2024, text normalisation).
///
/// Characters are those of the toolchain's version of Unicode; one that the version does not know
/// counts as unassigned and is left out. Characters that Unicode adds later may so change a code.
package enum ISCCText {
  /// For display: compatibility-composed, without control characters, lines kept, at most one empty
  /// line after another, nothing blank around it.
  package static func clean(_ text: String) -> String {
    var lines: [[Unicode.Scalar]] = [[]]
    var previous: Unicode.Scalar = " "
    for scalar in composed(text).unicodeScalars {
      if isNewline(scalar) {
        if !(previous == "\r" && scalar == "\n") { lines.append([]) }
      } else if !isOther(scalar) {
        lines[lines.count - 1].append(scalar)
      } else {
        continue
      }
      previous = scalar
    }
    var kept: [[Unicode.Scalar]] = []
    for line in lines {
      if !line.allSatisfy(isSpace) {
        kept.append(line)
      } else if kept.last?.isEmpty != true {
        kept.append([])
      }
    }
    return string(trimmed(Array(kept.joined(separator: ["\n"]))))
  }

  /// One line: every run of white space becomes a space, with none around.
  package static func withoutNewlines(_ text: String) -> String {
    string(Array(text.unicodeScalars.split(whereSeparator: isSpace).joined(separator: [" "])))
  }

  /// The most characters whose UTF-8 has at most `bytes` bytes, without white space around.
  package static func trim(_ text: String, bytes: Int) -> String {
    var scalars: [Unicode.Scalar] = []
    var count = 0
    for scalar in text.unicodeScalars {
      count += UTF8.width(scalar)
      guard count <= bytes else { break }
      scalars.append(scalar)
    }
    return string(trimmed(scalars))
  }

  /// For hashing: lower case, without white space, control characters, marks and punctuation.
  package static func collapse(_ text: String) -> String {
    composed(string(lowercase(decomposed(text)).filter { !isSpace($0) && !isDropped($0) }))
  }

  // MARK: Characters

  private static func string(_ scalars: [Unicode.Scalar]) -> String {
    var view = String.UnicodeScalarView()
    view.append(contentsOf: scalars)
    return String(view)
  }

  private static func trimmed(_ scalars: [Unicode.Scalar]) -> [Unicode.Scalar] {
    guard let first = scalars.firstIndex(where: { !isSpace($0) }),
      let last = scalars.lastIndex(where: { !isSpace($0) })
    else { return [] }
    return Array(scalars[first...last])
  }

  /// NFKC. Foundation is asked for the compatibility mappings alone: its composition leaves marks
  /// that come out of them apart, so that half-width kana stay in two, and takes U+10041 for A.
  private static func composed(_ text: String) -> String {
    guard text.utf8.contains(where: { $0 >= 0x80 }) else { return text }
    return string(Array(text.decomposedStringWithCompatibilityMapping._nfc))
  }

  /// NFD.
  private static func decomposed(_ text: String) -> String { string(Array(text._nfd)) }

  /// Full lower case (Unicode 3.13), with the one rule that looks at neighbours: a sigma that ends
  /// a word.
  private static func lowercase(_ text: String) -> [Unicode.Scalar] {
    let scalars = Array(text.unicodeScalars)
    var out: [Unicode.Scalar] = []
    out.reserveCapacity(scalars.count)
    for (at, scalar) in scalars.enumerated() {
      if scalar == "\u{3A3}" {
        out.append(endsWord(scalars, at) ? "\u{3C2}" : "\u{3C3}")
      } else {
        out.append(contentsOf: scalar.properties.lowercaseMapping.unicodeScalars)
      }
    }
    return out
  }

  private static func endsWord(_ scalars: [Unicode.Scalar], _ at: Int) -> Bool {
    let before = scalars[..<at].last { !$0.properties.isCaseIgnorable }
    let after = scalars[(at + 1)...].first { !$0.properties.isCaseIgnorable }
    return before?.properties.isCased == true && after?.properties.isCased != true
  }

  private static func isNewline(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x0A...0x0D, 0x85, 0x2028, 0x2029: true
    default: false
    }
  }

  private static func isSpace(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x09...0x0D, 0x1C...0x20, 0x85: true
    case 0..<0xA0: false
    default:
      switch scalar.properties.generalCategory {
      case .spaceSeparator, .lineSeparator, .paragraphSeparator: true
      default: false
      }
    }
  }

  /// Categories C.
  private static func isOther(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .surrogate, .privateUse, .unassigned: true
    default: false
    }
  }

  /// Categories C, M and P.
  private static func isDropped(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .spacingMark, .enclosingMark, .connectorPunctuation, .dashPunctuation,
      .openPunctuation, .closePunctuation, .initialPunctuation, .finalPunctuation,
      .otherPunctuation:
      true
    default: isOther(scalar)
    }
  }
}
