/// What is wrong with a workload's file.
package struct WorkloadError: Error, Sendable, CustomStringConvertible {
  /// The line, from 1; 0 for the file as a whole.
  package let line: Int
  /// What is wrong.
  package let what: String
  package var description: String { line == 0 ? what : "line \(line): \(what)" }
}
