import Fingerprints
import Foundation

/// What finding pictures that share features costs, and how many are found.
struct FeatureFigures {
  private static let candidatesMaximum = 100

  var pictures = 0
  var bytesPerPicture = 0.0
  var residentBytesPerPicture = 0.0
  var insertRate = 0.0
  var insertMillisecondsMaximum = 0.0
  var queries = 0
  var queryMilliseconds = 0.0
  var queryMillisecondsMaximum = 0.0
  var found = 0

  static func measure(_ crowd: FeatureCrowd) -> FeatureFigures {
    var figures = FeatureFigures(pictures: crowd.count, queries: crowd.edits.count)
    var index = FeatureIndex(sampling: crowd.sampling)
    let resident = ProcessCost.residentBytes()
    var spent = 0.0
    var longest = 0.0
    crowd.forEachPicture { number, descriptors in
      let begun = ProcessCost.processorSeconds()
      index.insert(id: UInt32(number), descriptors: descriptors)
      let took = ProcessCost.processorSeconds() - begun
      spent += took
      longest = max(longest, took)
    }
    figures.insertRate = Double(crowd.count) / spent
    figures.insertMillisecondsMaximum = longest * 1e3
    figures.residentBytesPerPicture =
      Double(ProcessCost.residentBytes() - resident) / Double(crowd.count)
    figures.bytesPerPicture = Double(index.byteCount) / Double(crowd.count)

    spent = 0
    longest = 0
    for edit in crowd.edits {
      let begun = ProcessCost.processorSeconds()
      let candidates = index.candidates(for: edit.descriptors, limit: candidatesMaximum)
      let took = ProcessCost.processorSeconds() - begun
      spent += took
      longest = max(longest, took)
      if candidates.contains(where: { Int($0.id) == edit.picture }) { figures.found += 1 }
    }
    figures.queryMilliseconds = spent * 1e3 / Double(max(crowd.edits.count, 1))
    figures.queryMillisecondsMaximum = longest * 1e3
    return figures
  }

  /// The line.
  var line: String {
    "{\"pictures\":\(pictures),\"bytesPerPicture\":\(text(bytesPerPicture, 0)),"
      + "\"residentBytesPerPicture\":\(text(residentBytesPerPicture, 0)),"
      + "\"insertsPerCPUSecond\":\(text(insertRate, 0)),"
      + "\"insertMillisecondsMaximum\":\(text(insertMillisecondsMaximum, 1)),"
      + "\"queries\":\(queries),\"queryMilliseconds\":\(text(queryMilliseconds, 2)),"
      + "\"queryMillisecondsMaximum\":\(text(queryMillisecondsMaximum, 2)),"
      + "\"recall\":\(text(Double(found) / Double(max(queries, 1)), 4))}"
  }

  private func text(_ value: Double, _ digits: Int) -> String {
    String(format: "%.\(digits)f", value)
  }
}
