/// Something a sender can put right: a stable code, what to do, and the HTTP status it travels with
/// (RFC 9457).
package struct Problem: Error, Sendable, Equatable {
  /// The HTTP status.
  package var status: Int
  /// The stable code, such as `not-canonical`.
  package var code: String
  /// What is wrong and what to do about it, for a person.
  package var detail: String

  package init(_ status: Int, _ code: String, _ detail: String) {
    self.status = status
    self.code = code
    self.detail = detail
  }
}
