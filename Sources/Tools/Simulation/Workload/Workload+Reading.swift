// Workloads are small text files: sections with `name = value`, and comments behind `#`.
extension Workload {
  /// Reads a workload.
  ///
  /// - Throws: `WorkloadError` for the first line that says nothing known.
  package init(parsing text: String) throws(WorkloadError) {
    self.init()
    var section = ""
    var seen: [String] = []
    for (at, raw) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      let line = Workload.trimmed(raw.prefix { $0 != "#" })
      guard !line.isEmpty else { continue }
      func fault(_ what: String) -> WorkloadError { WorkloadError(line: at + 1, what: what) }
      if line.hasPrefix("["), line.hasSuffix("]") {
        section = String(line.dropFirst().dropLast())
        let sections = Workload.sections
        guard sections.contains(section) else {
          throw fault(
            "there is no section [\(section)]; there are \(sections.joined(separator: ", "))")
        }
        continue
      }
      let parts = line.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2 else { throw fault("this is neither a [section] nor a name = value") }
      let (name, value) = (Workload.trimmed(parts[0]), Workload.trimmed(parts[1]))
      guard
        let setting = WorkloadSetting.all.first(where: {
          $0.section == section && $0.name == name
        })
      else { throw fault(Workload.unknown(name, section)) }
      guard !seen.contains("\(section) \(name)") else { throw fault("`\(name)` is set twice") }
      seen.append("\(section) \(name)")
      guard setting.read(&self, value) else {
        throw fault("`\(name)` is \(setting.form); `\(value)` is not")
      }
    }
    guard weightSum > 0 else {
      throw WorkloadError(line: 0, what: "the section [mix] gives no act a weight")
    }
    guard sharedOwners < accounts else {
      throw WorkloadError(line: 0, what: "there are fewer accounts than shared-owners")
    }
  }

  /// The names of the sections, in the sequence of the settings.
  private static var sections: [String] {
    WorkloadSetting.all.reduce(into: []) {
      if !$0.contains($1.section) { $0.append($1.section) }
    }
  }

  private static func unknown(_ name: String, _ section: String) -> String {
    if section.isEmpty { return "`\(name)` stands before the first [section]" }
    if let elsewhere = WorkloadSetting.all.first(where: { $0.name == name }) {
      return "`\(name)` belongs to the section [\(elsewhere.section)]"
    }
    let names = WorkloadSetting.all.filter { $0.section == section }.map(\.name)
    return "[\(section)] has no `\(name)`; it has \(names.joined(separator: ", "))"
  }

  private static func trimmed(_ text: Substring) -> String {
    var text = text
    while let first = text.first, first == " " || first == "\t" || first == "\r" {
      text.removeFirst()
    }
    while let last = text.last, last == " " || last == "\t" || last == "\r" { text.removeLast() }
    return String(text)
  }
}
