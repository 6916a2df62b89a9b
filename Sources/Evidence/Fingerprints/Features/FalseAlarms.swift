import Foundation

/// How many agreements of this kind chance alone would bring. Source: Moisan and Stival, "A
/// probabilistic criterion to detect rigid point matches between two images", IJCV 57 (2004).
enum FalseAlarms {
  /// Minus the decimal logarithm of the number of false alarms: `matches` pairs of keypoints, of
  /// which `inliers` agree with a map that three of them fix, where a pair agrees by chance with
  /// probability ten to the `logProbability`.
  static func score(
    matches: Int, inliers: Int, logProbability: Double, tests: Int
  ) -> Double {
    guard inliers > 3, matches >= inliers else { return -.infinity }
    let choices = logChoose(matches, inliers) + logChoose(inliers, 3)
    let count = log10(Double(tests) * Double(matches - 3 + 1))
    return -(count + choices + Double(inliers - 3) * logProbability)
  }

  private static func logChoose(_ n: Int, _ k: Int) -> Double {
    logFactorials[n] - logFactorials[k] - logFactorials[n - k]
  }

  private static let logFactorials: [Double] = {
    var out = [0.0]
    for n in 1...FingerprintLimits.featuresOfQueryMaximum {
      out.append(out[n - 1] + log10(Double(n)))
    }
    return out
  }()
}
