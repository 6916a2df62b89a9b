import Documents
import GRDB

extension Row {
  /// A column of canonical JSON. O(size).
  func json(_ column: String) throws -> JSON {
    let text: String = self[column]
    do throws(Problem) {
      return try CanonicalParser.parse(
        Array(text.utf8), depthMaximum: Projection.storedDepthMaximum)
    } catch {
      // The reader of the catalog has done nothing wrong.
      throw CatalogError(what: "`\(column)` is not the JSON that was written: \(error.detail)")
    }
  }

  /// A column of canonical JSON that may be missing.
  func jsonIfPresent(_ column: String) throws -> JSON? {
    self[column] == nil ? nil : try json(column)
  }

  /// An id or an amount as the wire has it.
  func decimal(_ column: String) -> JSON {
    let number: Int64 = self[column]
    return .string(String(number))
  }

  /// An id or an amount that may be missing.
  func decimalIfPresent(_ column: String) -> JSON? {
    let number: Int64? = self[column]
    return number.map { .string(String($0)) }
  }

  /// A number as the wire has it.
  func number(_ column: String) -> JSON {
    let number: Int64 = self[column]
    return .number(number)
  }

  /// A number that may be missing.
  func numberIfPresent(_ column: String) -> JSON? {
    let number: Int64? = self[column]
    return number.map { .number($0) }
  }

  /// A string as the wire has it.
  func string(_ column: String) -> JSON {
    let text: String = self[column]
    return .string(text)
  }

  /// A string that may be missing.
  func stringIfPresent(_ column: String) -> JSON? {
    let text: String? = self[column]
    return text.map { .string($0) }
  }
}

extension JSON {
  /// An object of those members that have a value.
  static func members(_ members: [(String, JSON?)]) -> JSON {
    .object(Object(members.compactMap { name, value in value.map { (name, $0) } }))
  }
}
