import Cryptography
import Documents
import Fingerprints
import Venue

// What a filing resembles: found by codes here, by features in the gallery before.
extension Node {
  static let examinationTooOld = Problem(
    503, "busy",
    "Too many works were registered while this filing's files were compared: send it again, "
      + "unchanged.")

  /// The earlier works that a filing's entry lists, the nearest first; `nil` where the filing was
  /// compared too long ago to know.
  func similar(to submission: Submission) -> [JSON.Object]? {
    let examination = submission.examination
    guard let newer = recent.works(after: examination.seen) else { return nil }
    let query = SimilarityQuery(examination.fingerprints)
    var hits = state.index.matches(for: query)
    hits += examination.found
    let comparison = Comparison()
    for work in newer {
      for known in work.features.map(\.features) {
        guard let finding = comparison.compare(query, known, alternatives: newer.count) else {
          continue
        }
        hits.append(Similarity(asset: Int(work.asset), finding: finding))
      }
    }
    let owners = owners(of: submission.action)
    return hits.strongestOfEach.prefix(Node.similarMaximum).compactMap { hit in
      hit.fact(cleared: clearance(of: hit, in: submission.action, owners: owners, examination))
    }
  }

  /// Why a hit does not stand against a filing. That works of one account do not is the Venue's rule;
  /// it does not know of licences inside files.
  private func clearance(
    of hit: Similarity, in action: Action, owners: Set<AccountNumber>, _ examination: Examination
  ) -> Clearance? {
    guard let earlier = state.venue.asset(EntryNumber(hit.asset)) else { return nil }
    if case .registerAsset(let filing) = action,
      earlier.authors.contains(where: { one in
        filing.authors.contains { $0.account == one.account }
      })
    {
      return nil
    }
    let theirs = earlier.authors.compactMap { state.venue.account($0.account)?.owner }
    if !owners.isDisjoint(with: theirs) { return .sameOwner }
    // A licence to change a work is none to register the work itself as one's own.
    return hit.verdict != .exact && examination.derivable.contains(hit.asset) ? .licence : nil
  }

  private func owners(of action: Action) -> Set<AccountNumber> {
    guard case .registerAsset(let filing) = action else { return [] }
    return Set(filing.authors.compactMap { state.venue.account($0.account)?.owner })
  }
}
