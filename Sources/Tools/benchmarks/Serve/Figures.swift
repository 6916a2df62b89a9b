import Foundation

/// One run's figures, as one line of JSON.
struct Figures {
  /// Documents a second, or orders a second where a document has a hundred.
  var rate = 0.0
  /// Ed25519 verifications a second that OpenSSL reaches on two processors.
  var verifyRate = 0.0
  /// Answers a second to requests that are turned away at the door.
  var emptyPostRate = 0.0
  /// Latencies of order documents, in milliseconds.
  var p50 = 0.0
  var p99 = 0.0
  /// Latency of writing 4 KiB and syncing it, in milliseconds.
  var fsyncP99 = 0.0
  /// Documents turned away because too many waited.
  var shed = 0
  /// Latency of cancels, in milliseconds.
  var cancelP99 = 0.0
  /// The worst lag of the log and the catalog behind what is durable, in seconds.
  var lag = 0.0
  /// The server's largest resident memory, in MiB.
  var rssMiB = 0.0

  /// The line.
  var line: String {
    func text(_ value: Double, _ digits: Int) -> String { String(format: "%.\(digits)f", value) }
    return "{\"rate\":\(text(rate, 1)),\"verifyRate\":\(text(verifyRate, 1)),"
      + "\"emptyPostRate\":\(text(emptyPostRate, 1)),\"p50\":\(text(p50, 3)),"
      + "\"p99\":\(text(p99, 3)),\"fsyncP99\":\(text(fsyncP99, 3)),\"shed\":\(shed),"
      + "\"cancelP99\":\(text(cancelP99, 3)),\"lag\":\(text(lag, 3)),\"rssMiB\":\(text(rssMiB, 1))}"
  }
}
