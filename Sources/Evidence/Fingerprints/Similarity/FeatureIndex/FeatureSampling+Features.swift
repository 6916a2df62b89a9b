extension FeatureSampling {
  /// The sampling for `features-1`: what `learned(from:)` made of 125,000 descriptors of 2,500 pictures
  /// of games in Debian, none of which the evaluation uses.
  package static let features1 =
    FeatureSampling(bits: [
      [
        5, 66, 44, 14, 24, 49, 26, 28, 19, 72, 25, 4, 22, 9, 27, 74, 50, 55, 73, 33, 108, 31, 43,
        105, 54, 63, 58, 37, 85, 123, 96, 47, 70, 83, 11, 39,
      ],
      [
        69, 15, 41, 48, 64, 17, 71, 67, 20, 29, 35, 61, 18, 38, 52, 133, 40, 65, 34, 21, 82, 62, 2,
        79, 42, 53, 45, 89, 98, 36, 86, 32, 60, 57, 51, 101,
      ],
    ]) ?? .spread
}
