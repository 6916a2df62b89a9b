import Testing
import Venue

@Suite("Members, keys and money")
struct MembersTests {
  private let stage = Stage()

  @Test("The last key cannot be revoked, and a revoked one never comes back")
  func lastKey() {
    let (first, second) = (stage.key(), stage.key())
    let member = stage.open(first)
    #expect(stage.act(member, .revokeKey(first)).refusal == .lastKey)
    #expect(stage.act(member, .addKey(second), signers: [first, second]).refusal == nil)
    #expect(stage.act(member, .revokeKey(first)).refusal == nil)
    #expect(stage.act(member, .revokeKey(first)).refusal == .notAllowed)
    #expect(stage.act(member, .revokeKey(second)).refusal == .lastKey)
    #expect(stage.act(member, .addKey(first), signers: [second, first]).refusal == .keyTaken)
    #expect(stage.full.account(ofKey: first)?.stands == false)
    #expect(stage.full.account(ofKey: second)?.stands == true)
    for _ in 2..<Account.keyCountMaximum {
      let key = stage.key()
      #expect(stage.act(member, .addKey(key), signers: [second, key]).refusal == nil)
    }
    let key = stage.key()
    #expect(stage.act(member, .addKey(key), signers: [second, key]).refusal == .tooManyKeys)
  }

  @Test("Nobody takes another's key hostage")
  func keyHostage() {
    let (mine, theirs) = (stage.key(), stage.key())
    let member = stage.open(mine)
    let refused = stage.act(member, .addKey(theirs), signers: [mine])
    #expect(refused.refusal == .signatureMissing)
    #expect(refused.lines == [#"{"code":"withheld","event":"refused"}"#])
    let owner = stage.open(theirs)
    #expect(stage.full.account(ofKey: theirs)?.account == owner)
    #expect(stage.act(member, .addKey(theirs), signers: [mine, theirs]).refusal == .keyTaken)
    #expect(stage.act(nil, .openAccount(key: theirs)).refusal == .keyTaken)
    #expect(stage.act(member, .revokeKey(theirs)).refusal == .notAllowed)
  }

  @Test("The operator cannot lose its office")
  func operatorStays() {
    #expect(stage.act(0, .admit(member: 0, roles: [], owner: nil)).refusal == nil)
    #expect(stage.full.account(0)?.roles == .operating)
    #expect(stage.act(0, .admit(member: 0, roles: .trader, owner: nil)).refusal == nil)
    #expect(stage.full.account(0)?.roles == [.operating, .trader])
    let second = stage.member(.operating)
    #expect(stage.act(second, .admit(member: 0, roles: [], owner: nil)).refusal == nil)
    #expect(stage.full.account(0)?.roles == .operating)
    #expect(stage.act(0, .admit(member: second, roles: [], owner: nil)).refusal == nil)
    #expect(stage.act(second, .admit(member: 0, roles: [], owner: nil)).refusal == .notAllowed)
  }

  @Test("Holdings cannot move by moving an account to another owner")
  func ownersStay() {
    let (one, two) = (stage.member(), stage.member())
    #expect(stage.act(0, .admit(member: one, roles: .trader, owner: two)).refusal == .notAllowed)
    #expect(stage.act(0, .admit(member: one, roles: .trader, owner: one)).refusal == nil)
    let child = stage.open()
    #expect(stage.act(0, .admit(member: child, roles: .trader, owner: two)).refusal == nil)
    #expect(stage.full.account(child)?.owner == two)
    let grandchild = stage.open()
    #expect(stage.act(0, .admit(member: grandchild, roles: .trader, owner: child)).refusal == nil)
    #expect(stage.full.account(grandchild)?.owner == two)
  }

  @Test("Accounts said to be of one owner stay so when that owner is found to have one")
  func ownersOfOwners() {
    let (child, parent) = (stage.open(), stage.open())
    let head = stage.member()
    stage.act(0, .admit(member: child, roles: .trader, owner: parent))
    stage.act(0, .admit(member: parent, roles: .trader, owner: head))
    #expect(stage.full.account(child)?.owner == stage.full.account(parent)?.owner)
  }

  @Test("A withdrawal and an order never count on the same money")
  func withdrawals() {
    let author = stage.member([.creator, .trader])
    let buyer = stage.member(cash: 1000)
    stage.list("ROBE", author, quantity: 100)
    let bid = stage.place(buyer, "ROBE", line(.buy, 100, 5)).number
    #expect(stage.cash(buyer) == [499, 501])
    #expect(stage.act(buyer, .withdraw(amount: 500)).refusal == .insufficientCash)
    let number = stage.next
    #expect(stage.act(buyer, .withdraw(amount: 499)).refusal == nil)
    #expect(stage.cash(buyer) == [0, 1000])
    #expect(stage.place(buyer, "ROBE", line(.buy, 1, 1)).outcome.refusal == .insufficientCash)
    stage.act(buyer, .cancelOrder(bid))
    #expect(stage.cash(buyer) == [501, 499])
    #expect(stage.act(buyer, .approveWithdrawal(number)).refusal == .notAllowed)
    #expect(stage.act(0, .approveWithdrawal(number + 1)).refusal == .unknownWithdrawal)
    stage.act(0, .approveWithdrawal(number))
    #expect(stage.cash(buyer) == [501, 0])
    #expect(stage.full.cash.issued == 501)
    #expect(stage.act(0, .rejectWithdrawal(number)).refusal == .withdrawalSettled)

    let second = stage.next
    stage.act(buyer, .withdraw(amount: 501))
    stage.act(0, .rejectWithdrawal(second))
    #expect(stage.cash(buyer) == [501, 0])
    for amount: Fen in [0, -1, .min, (1 << 52) + 1] {
      #expect(stage.act(buyer, .withdraw(amount: amount)).refusal == .amountOutOfRange)
    }
  }

  @Test("A stranger's refusals are secrets too")
  func strangers() {
    let pending = stage.open()
    #expect(stage.act(pending, .withdraw(amount: 1)).refusal == .notAdmitted)
    #expect(stage.act(77_777, .withdraw(amount: 1)).refusal == .unknownAccount)
    #expect(stage.act(pending, .credit(member: 0, amount: 1)).refusal == .notAdmitted)
    #expect(stage.act(0, .credit(member: pending, amount: 1)).refusal == .notAdmitted)
    #expect(stage.act(0, .credit(member: 77_777, amount: 1)).refusal == .unknownAccount)
  }
}
