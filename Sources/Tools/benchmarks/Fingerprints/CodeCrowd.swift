import Foundation

/// Codes for an index, and codes to look for.
struct CodeCrowd {
  let codes: [SIMD4<UInt64>]
  let queries: [SIMD4<UInt64>]

  /// Random codes, or codes drawn from a file, of which each repetition differs from the first in a
  /// few bits; queries are by turns up to 40 bits from one of the codes, and new.
  init(count: Int, queries: Int, from path: String?, seed: UInt64) throws {
    var random = Random(seed: seed)
    let base = try path.map(CodeCrowd.read) ?? []
    func drawn(_ number: Int) -> SIMD4<UInt64> {
      guard !base.isEmpty else {
        return SIMD4(random.next(), random.next(), random.next(), random.next())
      }
      let code = base[number % base.count]
      return number < base.count
        ? code : CodeCrowd.flipped(code, bits: random.next(0...60), &random)
    }
    let codes = (0..<count).map(drawn)
    self.codes = codes
    self.queries = (0..<queries).map { number in
      guard number % 2 == 0 else { return drawn(count + random.next(0...1_000_000)) }
      return CodeCrowd.flipped(
        codes[random.next(0...count - 1)], bits: random.next(0...40), &random)
    }
  }

  private static func flipped(
    _ code: SIMD4<UInt64>, bits: Int, _ random: inout Random
  ) -> SIMD4<UInt64> {
    var code = code
    for _ in 0..<bits {
      let bit = random.next(0...255)
      code[bit / 64] ^= 1 << UInt64(bit % 64)
    }
    return code
  }

  private static func read(_ path: String) throws -> [SIMD4<UInt64>] {
    guard let data = FileManager.default.contents(atPath: path), data.count >= 32 else {
      throw BenchmarkError("\(path) has no codes")
    }
    return data.withUnsafeBytes { bytes in
      (0..<bytes.count / 32).map { at in
        var code = SIMD4<UInt64>.zero
        for word in 0..<4 {
          code[word] = bytes.loadUnaligned(fromByteOffset: 32 * at + 8 * word, as: UInt64.self)
        }
        return code
      }
    }
  }

  /// Writes `codes.bin` and `queries.bin`, 32 bytes a code.
  func write(to folder: String) throws {
    let folder = URL(filePath: folder)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    for (name, list) in [("codes.bin", codes), ("queries.bin", queries)] {
      try list.withUnsafeBytes { try Data($0).write(to: folder.appending(path: name)) }
    }
  }
}
