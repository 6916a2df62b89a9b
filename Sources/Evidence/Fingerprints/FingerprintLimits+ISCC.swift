extension FingerprintLimits {
  /// Bytes of UTF-8 of a text that is coded.
  package static let isccTextBytesMaximum = 16 << 20
  /// Values of a sound's or a film's features that are coded.
  package static let isccFeaturesMaximum = 1 << 20
  /// How often a picture's borders are trimmed: a crafted picture can have any number of frames, one
  /// in another.
  package static let isccTrimPassesMaximum = 16
}
