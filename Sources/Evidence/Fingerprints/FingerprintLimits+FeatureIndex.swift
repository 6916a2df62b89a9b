extension FingerprintLimits {
  /// Descriptors of one picture that are indexed or asked for.
  package static let featuresIndexedMaximum = 512
}
