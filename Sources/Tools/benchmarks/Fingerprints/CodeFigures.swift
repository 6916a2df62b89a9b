import Fingerprints
import Foundation

/// What finding near codes costs.
struct CodeFigures {
  private static let radius = 31
  /// The least time that is measured, in seconds of processor time.
  private static let secondsMinimum = 0.5
  /// Queries whose answers are held to counting bits in Swift; the others to the scan.
  private static let countedMaximum = 4

  var codes = 0
  var queryRate = 0.0
  var scanRate = 0.0
  var bytesPerCode = 0.0
  var residentBytesPerCode = 0.0
  var insertMicroseconds = 0.0
  var matches = 0
  var differences = 0

  /// Codes are inserted one by one, as they come while serving.
  static func measure(_ crowd: CodeCrowd) -> CodeFigures {
    var figures = CodeFigures(codes: crowd.codes.count)
    let count = Double(crowd.codes.count)
    let resident = ProcessCost.residentBytes()
    var begun = ProcessCost.processorSeconds()
    var index = HammingIndex()
    for code in crowd.codes { index.insert(code) }
    figures.insertMicroseconds = (ProcessCost.processorSeconds() - begun) * 1e6 / count
    figures.residentBytesPerCode = Double(ProcessCost.residentBytes() - resident) / count
    figures.bytesPerCode = Double(index.byteCount) / count

    figures.queryRate = rate(crowd.queries) { index.matches(for: $0, radius: radius).count }
    figures.scanRate = rate(crowd.queries) {
      index.scannedMatches(for: $0, radius: radius).count
    }
    begun = ProcessCost.processorSeconds()
    for (number, query) in crowd.queries.enumerated() {
      let found = index.matches(for: query, radius: radius)
      let scanned = index.scannedMatches(for: query, radius: radius)
      figures.matches += found.count
      if found != scanned { figures.differences += 1 }
      guard number < countedMaximum else { continue }
      let counted = crowd.codes.indices.filter { at in
        let differing = crowd.codes[at] ^ query
        return (0..<4).reduce(0) { $0 + differing[$1].nonzeroBitCount } <= radius
      }
      if scanned.map(\.id) != counted { figures.differences += 1 }
    }
    return figures
  }

  /// Queries a second of processor time: whole rounds of all queries until they took long enough.
  private static func rate(
    _ queries: [SIMD4<UInt64>], _ ask: (SIMD4<UInt64>) -> Int
  ) -> Double {
    let begun = ProcessCost.processorSeconds()
    var asked = 0
    var spent = 0.0
    repeat {
      for query in queries { _ = ask(query) }
      asked += queries.count
      spent = ProcessCost.processorSeconds() - begun
    } while spent < secondsMinimum
    return Double(asked) / spent
  }

  /// The line.
  var line: String {
    "{\"codes\":\(codes),\"queriesPerCPUSecond\":\(text(queryRate, 0)),"
      + "\"scannedPerCPUSecond\":\(text(scanRate, 0)),\"bytesPerCode\":\(text(bytesPerCode, 1)),"
      + "\"residentBytesPerCode\":\(text(residentBytesPerCode, 1)),"
      + "\"insertMicroseconds\":\(text(insertMicroseconds, 2)),\"matches\":\(matches),"
      + "\"differences\":\(differences)}"
  }

  private func text(_ value: Double, _ digits: Int) -> String {
    String(format: "%.\(digits)f", value)
  }
}
