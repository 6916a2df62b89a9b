import CKernels

/// Which of the processor's instructions codes are compared with. Answers do not depend on it.
package enum HammingKernels {
  /// From what every processor has to what few have.
  package enum Level: Int32, CaseIterable, Sendable {
    /// Plain C.
    case portable
    /// A bit count of words.
    case popcnt
    /// Table look-ups on 256 bits.
    case avx2
    /// A bit count of 512 bits.
    case avx512
  }

  /// Uses nothing above a level from now on, in the whole process: for tests and measurements.
  /// Returns the level in use before.
  @discardableResult
  package static func restrict(to level: Level) -> Level {
    Level(rawValue: kernels_hamming_restrict(level.rawValue)) ?? .portable
  }
}
