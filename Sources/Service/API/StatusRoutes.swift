import Cryptography
import Documents
import Foundation
import Hummingbird
import Node
import Synchronization
import Venue

/// The digest of the public state as of the last entry for which someone asked.
///
/// It is computed on the sequencer's thread, in time proportional to the state; while that takes
/// long, an older digest is given out with the number that it belongs to.
final class DigestCache: Sendable {
  struct Value: Sendable {
    var size: EntryNumber
    var digest: Digest
    var rules: String
    var validUntil: Double
  }
  /// How much of the sequencer's time digests may take: a twentieth.
  static let dilution = 20.0
  let value = Mutex<Value?>(nil)
}

extension Service {
  var statusRoutes: [Route] {
    [
      Route(.get, "/v1/status") { [self] _, _ in .json(try await status()) },
      Route(.get, "/v1/rules") { [self] _, _ in .json(try await rules()) },
      Route(.get, "/metrics") { [self] _, _ in
        .bytes(Array(metrics().utf8), "text/plain; version=0.0.4; charset=utf-8")
      },
    ]
  }

  private func currentDigest() async throws -> DigestCache.Value {
    let digests = digests
    return try await look { venue in
      let now = ProcessInfo.processInfo.systemUptime
      return digests.value.withLock { cached in
        if let cached, cached.size == venue.nextSequence || now < cached.validUntil {
          return cached
        }
        let digest = SHA256.hash(venue.publicState())
        let cost = ProcessInfo.processInfo.systemUptime - now
        // Below a millisecond it is always computed anew.
        let wait = cost < 0.001 ? 0 : cost * DigestCache.dilution
        let value = DigestCache.Value(
          size: venue.nextSequence, digest: digest, rules: venue.rulesVersion,
          validUntil: now + wait)
        cached = value
        return value
      }
    }
  }

  private func status() async throws -> JSON {
    let current = try await currentDigest()
    func lag(_ seconds: Double) -> JSON { .number(Int64(seconds.rounded())) }
    return [
      "lag": [
        "catalog": lag(node.catalogFollower.lag), "log": lag(node.logFollower.lag),
      ],
      "logSize": .number(Int64(node.logFollower.size)), "origin": .string(node.origin),
      "rules": .string(current.rules), "sequence": .number(Int64(current.size) - 1),
      "state": .string(node.waitsForDisk ? "waiting-for-disk" : "running"),
      "stateDigest": .string(current.digest.hex),
    ]
  }

  private func rules() async throws -> JSON {
    let (rules, version, approval) = try await look { venue in
      (venue.rules, venue.rulesVersion, venue.approval)
    }
    guard let rules else { throw Problem(404, "not-found", "No rules are in force.") }
    return [
      "approval": .string(approval), "rules": .object(RuleSet.write(rules)),
      "version": .string(version),
    ]
  }

  /// Prometheus' text format.
  private func metrics() -> String {
    var lines = [
      "# TYPE yunshang_entries_durable gauge",
      "yunshang_entries_durable \(node.sequencer.durableSize)",
      "# TYPE yunshang_entries_published gauge",
      "yunshang_entries_published \(node.logFollower.size)",
      "# TYPE yunshang_documents_waiting gauge",
      "yunshang_documents_waiting \(node.sequencer.waiting)",
      "# TYPE yunshang_lag_seconds gauge",
      "yunshang_lag_seconds{follower=\"catalog\"} \(node.catalogFollower.lag)",
      "yunshang_lag_seconds{follower=\"log\"} \(node.logFollower.lag)",
      "# TYPE yunshang_feed_subscribers gauge",
      "yunshang_feed_subscribers \(node.feed.subscriberCount)",
      "# TYPE yunshang_waits_for_disk gauge",
      "yunshang_waits_for_disk \(node.waitsForDisk ? 1 : 0)",
      "# TYPE yunshang_http_responses_total counter",
    ]
    for (status, count) in counters.all {
      lines.append("yunshang_http_responses_total{status=\"\(status)\"} \(count)")
    }
    return lines.joined(separator: "\n") + "\n"
  }
}
