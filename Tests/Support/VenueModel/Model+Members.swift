import Venue

// Members and money.
extension Model {
  func sender(_ command: Command) throws -> (number: UInt64, member: Member) {
    guard let number = command.account, let member = members[number] else {
      throw Refused("unknown-account")
    }
    return (number, member)
  }

  func require(_ command: Command, _ roles: Roles) throws {
    let member = try sender(command).member
    guard member.isAdmitted else { throw Refused("not-admitted") }
    guard !member.roles.intersection(roles).isEmpty else { throw Refused("not-allowed") }
  }

  private func isTaken(_ key: Bytes32) -> Bool { members.values.contains { $0.keys.contains(key) } }

  mutating func performMember(_ command: Command) throws {
    switch command.action {
    case .openAccount(let key):
      guard !isTaken(key) else { throw Refused("key-taken") }
      members[sequence] = Member(owner: sequence, keys: [key])
    case .admit(let member, let roles, let owner):
      try require(command, .operating)
      guard let known = members[member] else { throw Refused("unknown-account") }
      if let owner {
        guard let first = members[owner] else { throw Refused("unknown-account") }
        guard !known.isAdmitted || known.owner == first.owner else { throw Refused("not-allowed") }
        let ownsOthers = members.contains { $0.key != member && $0.value.owner == member }
        guard !ownsOthers || first.owner == member else { throw Refused("not-allowed") }
        members[member]?.owner = first.owner
      }
      members[member]?.roles = member == 0 ? roles.union(.operating) : roles
      members[member]?.isAdmitted = true
    case .addKey(let key):
      let (number, member) = try sender(command)
      guard !isTaken(key) else { throw Refused("key-taken") }
      guard member.keys.count < 64 else { throw Refused("too-many-keys") }
      guard command.signers.contains(key) else { throw Refused("signature-missing") }
      members[number]?.keys.append(key)
    case .revokeKey(let key):
      let (number, member) = try sender(command)
      let standing = member.keys.filter { !member.revoked.contains($0) }
      guard standing.contains(key) else { throw Refused("not-allowed") }
      guard standing.count > 1 else { throw Refused("last-key") }
      members[number]?.revoked.insert(key)
    default: try performCash(command)
    }
  }

  private mutating func performCash(_ command: Command) throws {
    switch command.action {
    case .credit(let member, let amount):
      try require(command, .operating)
      guard let known = members[member] else { throw Refused("unknown-account") }
      guard known.isAdmitted else { throw Refused("not-admitted") }
      let issued = members.values.reduce(0) { $0 + $1.cash }
      guard amount >= 1, amount <= 1 << 52, amount <= (1 << 61) - issued else {
        throw Refused("amount-out-of-range")
      }
      members[member]?.cash += amount
    case .withdraw(let amount):
      let (number, member) = try sender(command)
      guard member.isAdmitted else { throw Refused("not-admitted") }
      guard amount >= 1, amount <= 1 << 52 else { throw Refused("amount-out-of-range") }
      guard available(number) >= amount else { throw Refused("insufficient-cash") }
      requests[sequence] = Request(account: number, amount: amount)
    case .approveWithdrawal(let number):
      let request = try unsettled(number, command)
      members[request.account]?.cash -= request.amount
      requests[number]?.isSettled = true
    case .rejectWithdrawal(let number):
      _ = try unsettled(number, command)
      requests[number]?.isSettled = true
    default: break
    }
  }

  private func unsettled(_ number: UInt64, _ command: Command) throws -> Request {
    try require(command, .operating)
    guard let request = requests[number] else { throw Refused("unknown-withdrawal") }
    guard !request.isSettled else { throw Refused("withdrawal-settled") }
    return request
  }
}
