import Documents
import Hummingbird
import Node
import TransparencyLog
import Venue

// The public log as C2SP tlog-tiles lays it out, with each entry's events and receipts.
extension Service {
  /// Tiles and bundles never change once they are full.
  private static let forever = "public, max-age=31536000, immutable"
  private static let briefly = "public, max-age=1"

  var logRoutes: [Route] {
    [
      Route(.get, "/log/checkpoint") { [self] _, _ in
        // Who was acknowledged finds a checkpoint that covers it.
        await node.logFollower.reaches(node.sequencer.durableSize)
        let tiles = node.tiles
        guard let checkpoint = try await blocking({ try tiles.checkpoint() }) else {
          throw Problem(503, "busy", "No checkpoint has been published yet: try again in a moment.")
        }
        return .bytes(checkpoint, "text/plain; charset=utf-8", cache: Service.briefly)
      },
      Route(.get, "/log/key") { [self] _, _ in
        .text(node.identity.logKey.verifierKey.text + "\n", cache: Service.briefly)
      },
      Route(.get, "/log/tile/**") { [self] request, _ in try await tile(request) },
      Route(.get, "/log/outcome/{sequence}") { [self] _, context in
        let row = try await row(context)
        return .bytes(row.publicEvents, "application/x-ndjson", cache: Service.forever)
      },
      Route(.get, "/v1/receipts/{sequence}") { [self] _, context in
        let row = try await row(context)
        let receipt = try await receipt(of: row.sequence)
        return .bytes(receipt.bytes, "text/plain; charset=utf-8", cache: Service.forever)
      },
    ]
  }

  private func row(_ context: Context) async throws -> JournalRowRead {
    let sequence = try number(context, "sequence")
    let journal = node.journal
    guard let row = try await blocking({ try journal.row(sequence) }) else {
      throw Problem(404, "not-found", "There is no entry \(sequence).")
    }
    return JournalRowRead(sequence: sequence, publicEvents: row.publicEvents)
  }

  /// What these routes use of a row.
  private struct JournalRowRead: Sendable {
    let sequence: EntryNumber
    let publicEvents: [UInt8]
  }

  private func tile(_ request: Request) async throws -> Response {
    let path = String(request.uri.path.dropFirst("/log/".count))
    guard let place = try? TileCoordinates(path: path) else {
      throw Problem(404, "not-found", "`\(path.prefix(80))` is not the path of a tile.")
    }
    let tiles = node.tiles
    guard let bytes = try await blocking({ try tiles.tile(path: path) }) else {
      throw Problem(404, "not-found", "The log does not reach \(path) yet.")
    }
    return .bytes(
      bytes, "application/octet-stream", cache: place.isFull ? Service.forever : Service.briefly)
  }
}
