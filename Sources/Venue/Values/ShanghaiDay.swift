/// Days as the venue counts them: Asia/Shanghai, which keeps no summer time: UTC+8.
enum ShanghaiDay {
  private static let shift: Microseconds = 8 * 3_600 * 1_000_000
  private static let length: Microseconds = 86_400 * 1_000_000

  /// The midnight with which the day of `time` began.
  static func start(of time: Microseconds) -> Microseconds {
    let local = time + shift
    return local - ((local % length) + length) % length - shift
  }

  /// The first midnight after `time`.
  static func end(of time: Microseconds) -> Microseconds { start(of: time) + length }

  /// The first moment at which what came at `acquired` has been held for `days` days, the day on which
  /// it came not counted.
  static func release(_ acquired: Microseconds, days: Int64) -> Microseconds {
    days == 0 ? acquired : start(of: acquired) + days * length
  }
}
