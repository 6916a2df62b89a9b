/// Why a request brought no complete answer.
package enum HTTPFailure: Error, Sendable, Equatable {
  /// Not one byte left this machine: the server cannot have seen the request.
  case notSent(String)
  /// Something was sent and no complete answer came: what the server did is unknown.
  case unanswered(String)
  /// The answer is longer than was allowed, in bytes.
  case tooLong(Int)
  /// The user interrupted.
  case interrupted
  /// The request cannot be made: a bad address, a file that cannot be read.
  case unusable(String)
}
