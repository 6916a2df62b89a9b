import ArgumentParser
import Client
import Documents
import TransparencyLog

/// How a command that did not succeed ends: what is printed, and the exit status.
enum Failure {
  /// Prints and returns the exit status. Asking for help or the version is no failure.
  static func report(_ error: any Error, isJSON: Bool) -> Int32 {
    if let code = error as? ExitCode { return code.rawValue }
    if let error = known(error) { return report(error, isJSON: isJSON) }
    let text = Yunshang.fullMessage(for: error)
    guard Yunshang.exitCode(for: error) != .success else {
      if !text.isEmpty { Terminal.print(text) }
      return CommandStatus.ok.rawValue
    }
    // ArgumentParser's own errors are wrong usage; the message has the usage line.
    if isJSON {
      show(["code": "usage", "detail": .string(Yunshang.message(for: error))])
    }
    Terminal.note(text)
    return CommandStatus.usage.rawValue
  }

  private static func known(_ error: any Error) -> ClientError? {
    switch error {
    case let error as ClientError: error
    case let error as Problem: .refused(error, members: JSON.Object())
    case let error as LogFormatError: .failed("bad-proof", "\(error)")
    case let error as ProofError: .failed("bad-proof", "\(error)")
    case let error as HTTPFailure: ClientError(error, server: "The server")
    // Thrown while a command runs; those of parsing come wrapped, with the usage line.
    case let error as ValidationError: .usage(error.message)
    default:
      Yunshang.exitCode(for: error) == .failure ? .failed("failed", "\(error)") : nil
    }
  }

  private static func report(_ error: ClientError, isJSON: Bool) -> Int32 {
    if isJSON { show(error.json) }
    switch error {
    case .refused(let problem, let members):
      let entry = members["sequence"]?.number.map {
        localized(" The refusal is entry \($0).", "（拒绝记录为第 \($0) 条）")
      }
      Terminal.fault("\(problem.detail) [\(problem.code)]\(entry ?? "")")
    default: Terminal.fault(error.detail)
    }
    return error.exitStatus.rawValue
  }

  private static func show(_ json: JSON) {
    Terminal.print(String(decoding: json.canonicalBytes, as: UTF8.self))
  }
}
