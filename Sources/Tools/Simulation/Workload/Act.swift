/// What a client may do next: the names of a workload's mix.
package enum Act: String, Sendable, CaseIterable {
  case order
  case batch
  case amend
  case cancel
  case massCancel = "mass-cancel"
  case cancelAfter = "cancel-after"
  case credit
  case withdrawal
  case settlement
  case member
  case key
  case work
  case edition
  case listing
  case examination
  case phase
  case collar
  case claim
  case rules
  /// A document that must be refused whatever stands in it: altered, badly signed, for elsewhere.
  case forgery
  /// A document that was sent before, sent again, unchanged or under the same id with other content.
  case repetition
}
