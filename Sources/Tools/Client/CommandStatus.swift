/// The exit statuses of every command.
package enum CommandStatus: Int32, Sendable, CaseIterable {
  case ok = 0
  /// It did not work.
  case failed = 1
  /// It was called wrongly.
  case usage = 2
  /// An order ended cancelled with nothing filled.
  case cancelled = 3
  /// The venue knows no such key, or the account may not do this.
  case notAllowed = 4
  /// The venue's rules forbid it.
  case refused = 5
  /// There is no such thing.
  case notFound = 6
  /// It contradicts something that stands.
  case conflict = 7
  /// The venue takes no more at the moment.
  case tooMany = 8
  /// A document was sent and no answer came.
  case unknownOutcome = 9
  /// The user interrupted.
  case interrupted = 130

  /// The status that says what an HTTP status of the venue's said.
  package init(httpStatus: Int) {
    switch httpStatus {
    case 401, 403: self = .notAllowed
    case 404: self = .notFound
    case 409: self = .conflict
    case 422: self = .refused
    case 429, 503: self = .tooMany
    default: self = .failed
    }
  }
}
