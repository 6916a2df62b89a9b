/// Compares a file that is looked up with one that is known.
package struct Comparison: Sendable {
  /// Where one verdict ends and the next begins.
  package let thresholds: Thresholds

  /// What a finding that rests on no single code names.
  private var judged: Code.Algorithm { Code.Algorithm(thresholds.version) }

  /// A comparison by these lines.
  package init(_ thresholds: Thresholds = .standard) { self.thresholds = thresholds }

  /// What two files come to. Work grows with the product of their numbers of pictures, and of their
  /// numbers of meshes.
  package func compare(_ query: FileFingerprint, _ known: FileFingerprint) -> Finding {
    if query.sha256 == known.sha256 {
      return Finding(
        verdict: .exact, score: Finding.scoreMaximum, algorithm: .sha256,
        reason: "the files have the same bytes")
    }
    var best: Finding?
    if let shape = query.geometry, shape == known.geometry {
      best.keepStronger(
        Finding(
          verdict: .sameShape, score: Finding.scoreMaximum, algorithm: .geometry,
          reason: "the models have the same triangles"))
    }
    let wearTheSame = query.mediaType.isModel && known.mediaType.isModel
    for picture in query.pictures where picture.perceptual.isUsable {
      for other in known.pictures where other.perceptual.isUsable {
        best.keepStronger(
          perceptual(picture.perceptual.variants, other.perceptual.code, wearTheSame))
      }
    }
    // Where the codes say that it is the same picture, its parts say nothing more.
    if best == nil || best?.verdict == .sameTexture {
      if let features = known.features {
        best.keepStronger(compare(SimilarityQuery([query]), features))
      }
    }
    if let best { return best }
    return isComparable(query, known)
      ? Finding(
        verdict: .none, score: 0, algorithm: judged, reason: "nothing in common was found")
      : Finding(
        verdict: .notFingerprintable, score: 0, algorithm: judged,
        reason: query.notFingerprintable ?? known.notFingerprintable
          ?? "a picture and a model without pictures have nothing to compare")
  }

  /// What two files come to, whichever was made from the other: each is looked up in the other.
  package func compareBothWays(_ a: FileFingerprint, _ b: FileFingerprint) -> Finding {
    let one = compare(a, b)
    // A code says the same both ways; only parts of pictures are found in one direction alone.
    guard one.verdict <= .partOf, !a.pictures.isEmpty, !b.pictures.isEmpty else { return one }
    let other = compare(b, a)
    guard Finding.isStronger(other, one) else { return one }
    return Finding(
      verdict: other.verdict, score: other.score, algorithm: other.algorithm,
      reason: other.reason, regions: other.regions?.exchanged)
  }

  /// What a file and the features kept of another come to; `nil` where nothing in common was found.
  ///
  /// - Parameter alternatives: how many files the other was chosen from as the likeliest: the more
  ///   there are, the more chance finds.
  package func compare(
    _ query: SimilarityQuery, _ known: FileFeatures, alternatives: Int = 1
  ) -> Finding? {
    var best: Finding?
    for shape in query.shapes {
      for other in known.shapes { best.keepStronger(self.shape(shape, other)) }
    }
    for picture in query.pictures {
      let wearTheSame = picture.isTexture && known.isModel
      for other in known.pictures {
        best.keepStronger(features(picture, other, wearTheSame, alternatives: alternatives))
      }
    }
    return best
  }

  private func isComparable(_ a: FileFingerprint, _ b: FileFingerprint) -> Bool {
    let pictures = a.pictures.contains(where: \.isComparable)
    let others = b.pictures.contains(where: \.isComparable)
    let shapes = a.geometry != nil && b.geometry != nil
    return pictures && others || shapes
  }

  /// The least distance of a code from another in any of its orientations, and whether that is not the
  /// upright one; `nil` where one of them is of no use.
  private func distance(_ variants: [Code], _ known: Code) -> (bits: Int, isTurned: Bool)? {
    guard known.quality >= PerceptualHash.qualityMinimum else { return nil }
    var nearest: (bits: Int, isTurned: Bool)?
    for (at, variant) in variants.enumerated() {
      let bits = variant.distance(to: known)
      if bits < nearest?.bits ?? .max { nearest = (bits, at > 0) }
    }
    return nearest
  }

  private func perceptual(
    _ variants: [Code], _ known: Code, _ wearTheSame: Bool
  ) -> Finding? {
    guard let (bits, isTurned) = distance(variants, known),
      bits <= thresholds.perceptualDistanceMaximum
    else { return nil }
    return Finding(
      verdict: wearTheSame ? .sameTexture : .samePicture,
      score: Finding.scoreMaximum - Similarity.scorePerBit * bits, algorithm: .pdq,
      reason: "a picture differs in \(bits) of 256 bits"
        + (isTurned ? " once mirrored or turned" : ""))
  }

  private func features(
    _ query: SimilarityQuery.Picture, _ kept: FileFeatures.Picture, _ wearTheSame: Bool,
    alternatives: Int
  ) -> Finding? {
    let known = kept.features
    let bits = distance(query.variants, kept.code)?.bits ?? .max
    let isNear = bits <= thresholds.perceptualDistanceOfDoubt
    guard let match = FeatureComparison.match(query.features, known) else {
      return isNear ? doubt(bits) : nil
    }
    let score = match.score - Comparison.logarithm(of: alternatives)
    guard score >= thresholds.featureScoreOfDoubt else { return isNear ? doubt(bits) : nil }
    let regions = MatchedRegions(
      query: match.queryRegion, known: match.knownRegion, querySides: query.info,
      knownSides: ImageInfo(width: known.width, height: known.height))
    let isMatch = score >= thresholds.featureScoreMinimum
    if !isMatch, isNear {
      // Neither would do alone; that both err about the same two pictures is another matter.
      return Finding(
        verdict: wearTheSame ? .sameTexture : .samePicture,
        score: Finding.scoreMaximum - Similarity.scorePerBit * bits, algorithm: .pdq,
        reason: "a picture differs in \(bits) of 256 bits, and \(match.inliers) places agree",
        regions: regions)
    }
    let covered = regions.coverage
    let isWhole = min(covered.query, covered.known) >= thresholds.samePictureCoverage
    let verdict: Verdict =
      !isMatch ? .similar : wearTheSame ? .sameTexture : isWhole ? .samePicture : .partOf
    let reason =
      "\(match.inliers) places agree" + (match.isMirrored ? " once mirrored" : "")
      + (isMatch ? "" : ", which may be chance")
    return Finding(
      verdict: verdict, score: Comparison.score(ofAlarms: score, isMatch: isMatch),
      algorithm: .features, reason: reason, regions: regions)
  }

  private func doubt(_ bits: Int) -> Finding {
    Finding(
      verdict: .similar, score: max(0, 499 - Similarity.scorePerBit * bits), algorithm: .pdq,
      reason: "a picture differs in \(bits) of 256 bits, which may be chance")
  }

  /// What two shapes come to; `nil` where they are not alike.
  func shape(_ query: FileFeatures.Shape, _ known: FileFeatures.Shape) -> Finding? {
    guard let score = ShapeComparison.match(query.vector, known.vector) else { return nil }
    // Small parts, such as eyes and buttons, are alike in models that have nothing else in common.
    let (verdict, reason): (Verdict, String) =
      switch (query.isWhole, known.isWhole) {
      case (true, true): (.sameShape, "the models' surfaces are spread alike")
      case (false, false): (.similar, "a mesh of each has its surface spread alike")
      default: (.partOf, "one model's surface is spread like that of a mesh in the other")
      }
    return Finding(verdict: verdict, score: score, algorithm: .shape, reason: reason)
  }

  /// A match of local features scores 600 and more, growing with what speaks against chance; a doubt
  /// less than 500. None scores as high as equal codes.
  private static func score(ofAlarms score: Double, isMatch: Bool) -> Int {
    isMatch ? min(600 + Int(score * 8), 990) : max(0, min(Int(score * 150), 499))
  }

  private static func logarithm(of alternatives: Int) -> Double {
    // Whole decimal digits: no library function whose last bit differs between machines.
    var (rest, digits) = (max(alternatives, 1), 0.0)
    while rest >= 10 { (rest, digits) = (rest / 10, digits + 1) }
    return digits
  }
}
