import Glibc

/// A call to the file system that failed.
package struct FileFault: Error, Equatable, CustomStringConvertible {
  /// The file or folder.
  package let path: String
  /// What was tried.
  package let operation: String
  /// The system's error number.
  package let code: Int32

  package var description: String {
    "cannot \(operation) \(path): \(String(cString: strerror(code)))"
  }
}
