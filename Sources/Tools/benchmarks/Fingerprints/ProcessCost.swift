import Foundation

/// What this process has used.
enum ProcessCost {
  /// Seconds of processor time.
  static func processorSeconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }

  /// Seconds of processor time, with those of the children that have ended.
  static func secondsWithChildren() -> Double {
    // RUSAGE_SELF and RUSAGE_CHILDREN are no plain numbers in Swift.
    [Int32(0), -1].reduce(0) { sum, who in
      var used = rusage()
      getrusage(who, &used)
      return sum + Double(used.ru_utime.tv_sec + used.ru_stime.tv_sec)
        + Double(used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1e6
    }
  }

  /// Bytes of resident memory; 0 where the system does not tell.
  static func residentBytes() -> Int {
    guard let text = try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8) else {
      return 0
    }
    let fields = text.split(separator: " ")
    return (fields.count > 1 ? Int(fields[1]) ?? 0 : 0) * Int(sysconf(Int32(_SC_PAGESIZE)))
  }
}
