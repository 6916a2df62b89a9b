import Documents

/// Why a command did not do what it was asked, as a person and a script see it.
package enum ClientError: Error, Sendable {
  /// It failed: a stable code and what to do.
  case failed(_ code: String, _ detail: String)
  /// It was called wrongly.
  case usage(String)
  /// The venue refused. `members` has the whole answer, with the entry's number and receipt where
  /// the refusal is an entry.
  case refused(Problem, members: JSON.Object)
  /// An order ended cancelled with nothing filled; the answer.
  case cancelled(JSON.Object)
  /// A document was sent, or may have been, and no answer came. It waits in the outbox.
  case unknownOutcome(id: String, detail: String)
  /// The user interrupted; the id of a document that waits in the outbox.
  case interrupted(id: String?)

  /// The process's exit status.
  package var exitStatus: CommandStatus {
    switch self {
    case .failed: .failed
    case .usage: .usage
    case .refused(let problem, _): CommandStatus(httpStatus: problem.status)
    case .cancelled: .cancelled
    case .unknownOutcome: .unknownOutcome
    case .interrupted: .interrupted
    }
  }

  /// The stable code.
  package var code: String {
    switch self {
    case .failed(let code, _): code
    case .usage: "usage"
    case .refused(let problem, _): problem.code
    case .cancelled: "cancelled"
    case .unknownOutcome: "outcome-unknown"
    case .interrupted: "interrupted"
    }
  }

  /// What is wrong and what to do about it, for a person.
  package var detail: String {
    switch self {
    case .failed(_, let detail), .usage(let detail): detail
    case .refused(let problem, _): problem.detail
    case .cancelled(let answer):
      localized(
        "Order \(answer["order"]?.string ?? "") ended cancelled, with nothing filled.",
        "委托 \(answer["order"]?.string ?? "") 已撤销，未有成交。")
    case .unknownOutcome(let id, let detail):
      detail + " "
        + localized(
          "Whether the venue took document \(id) is unknown. It is kept: `yunshang outbox resume` "
            + "sends the same document again, and never makes a second one.",
          "文件 \(id) 是否已被受理尚不清楚。文件已保存：运行 `yunshang outbox resume` 重发同一文件，绝不会重复生效。")
    case .interrupted(let id?):
      localized(
        "Interrupted. Document \(id) may have been sent: `yunshang outbox resume` finds out.",
        "已中断。文件 \(id) 可能已发出：请运行 `yunshang outbox resume` 查明。")
    case .interrupted(nil): localized("Interrupted.", "已中断。")
    }
  }

  /// What `--json` prints: `code` and `detail`, and for a venue's refusal its entry.
  package var json: JSON {
    if case .cancelled(let answer) = self { return .object(answer) }
    var object = JSON.Object([("code", .string(code)), ("detail", .string(detail))])
    if case .refused(_, let members) = self {
      for name in ["receipt", "sequence", "status", "title", "type"] {
        object[name] = members[name]
      }
    }
    if case .unknownOutcome(let id, _) = self { object["id"] = .string(id) }
    return .object(object)
  }
}

extension ClientError {
  /// A failed request that changes nothing at the venue, so that nothing needs to be resumed.
  package init(_ failure: HTTPFailure, server: String) {
    switch failure {
    case .notSent(let what):
      self = .failed(
        "unreachable",
        localized(
          "\(server) cannot be reached, and nothing was sent: \(what).",
          "无法连接 \(server)，未发出任何内容：\(what)。"))
    case .unanswered(let what):
      self = .failed(
        "no-answer",
        localized(
          "\(server) did not answer, and nothing was changed: \(what).",
          "\(server) 没有应答，未作任何更改：\(what)。"))
    case .tooLong(let limit):
      self = .failed("answer-too-long", "\(server) sent more than \(limit) bytes.")
    case .interrupted: self = .interrupted(id: nil)
    case .unusable(let what): self = .failed("unusable-request", sentence(what))
    }
  }
}

/// The text with one full stop at its end, whether or not it came with one.
func sentence(_ text: String) -> String { text.hasSuffix(".") ? text : text + "." }
