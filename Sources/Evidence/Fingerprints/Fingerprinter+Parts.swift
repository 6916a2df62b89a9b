import Cryptography

extension Fingerprinter {
  /// What is found out about a file, piece by piece.
  struct Parts {
    let sha256: Digest
    let byteCount: Int
    private let stream: ISCCStreamUnits
    var mediaType: MediaType
    var geometry: Code?
    var shapes: ModelShapes?
    var pictures: [PictureFingerprint] = []
    var isccGrey: [UInt8]?
    var notFingerprintable: String?
    var notes: [String] = []
    var image: ImageInfo?
    var mesh: MeshInfo?
    var licence: VRMLicence?

    init(_ file: [UInt8]) {
      sha256 = SHA256.hash(file)
      stream = ISCCStreamUnits(file)
      byteCount = file.count
      mediaType = MediaType.sniff(magic: file)
    }

    /// The sketch of the whole, then those of its meshes, each once.
    private var sketches: [Code] {
      var seen: Set<Code> = []
      let all = [shapes?.file].compactMap { $0 } + (shapes?.meshes ?? [])
      return all.map(\.code).filter { seen.insert($0).inserted }
    }

    private var keptShapes: [FileFeatures.Shape] {
      let whole = shapes?.file.map { [FileFeatures.Shape(isWhole: true, vector: $0.vector)] } ?? []
      let meshes = (shapes?.meshes ?? []).filter { $0 != shapes?.file }
      return whole + meshes.map { FileFeatures.Shape(isWhole: false, vector: $0.vector) }
    }

    var fingerprint: FileFingerprint {
      let usable = pictures.filter(\.perceptual.isUsable).sorted {
        $0.features.count > $1.features.count
      }.prefix(FingerprintLimits.recordedPicturesMaximum).map(\.perceptual)
      let kept = FileFeatures(
        isModel: mediaType.isModel,
        permitsDerivatives: licence?.modification == .allowModificationRedistribution,
        pictures: pictures.filter { $0.features.count > 0 || $0.perceptual.isUsable }.map {
          FileFeatures.Picture(code: $0.perceptual.code, features: $0.features)
        }, shapes: keptShapes)
      var codes = [
        Code(algorithm: .sha256, digest: sha256), Code(algorithm: .blake3, digest: stream.blake3),
      ]
      if let geometry { codes.append(geometry) }
      codes += sketches
      var seen: Set<Code> = []
      var hashes: [PerceptualHash] = []
      for hash in usable where seen.insert(hash.code).inserted { hashes.append(hash) }
      codes += hashes.map(\.code)
      if !kept.isEmpty {
        codes.append(Code(algorithm: .features, digest: SHA256.hash(kept.bytes)))
      }
      return FileFingerprint(
        sha256: sha256, byteCount: byteCount, mediaType: mediaType, codes: codes,
        variants: hashes.flatMap { $0.variants.dropFirst() },
        notFingerprintable: notFingerprintable, notes: notes, image: image, mesh: mesh,
        licence: licence, pictures: pictures, features: kept.isEmpty ? nil : kept,
        iscc: stream.units(grey: isccGrey))
    }
  }
}
