import Cryptography

/// What is known about one file once it has been looked at.
package struct FileFingerprint: Sendable {
  /// SHA-256 of the bytes.
  package let sha256: Digest
  /// How many bytes.
  package let byteCount: Int
  /// What the content is.
  package let mediaType: MediaType
  /// The codes to be recorded: always `sha256-1` and `blake3-1`; for a picture of enough quality `pdq-1`; for a model
  /// `geometry-1`, `shape-1` of the whole and of its meshes, and one `pdq-1` for each embedded picture
  /// of enough quality; `features-1` where there are features.
  package let codes: [Code]
  /// The other seven orientations of the perceptual codes, for queries; never recorded.
  package let variants: [Code]
  /// Why there is nothing but the digest to compare, where that is so.
  package let notFingerprintable: String?
  /// What was passed over, such as an embedded picture of an unknown format.
  package let notes: [String]
  /// A picture's sides.
  package let image: ImageInfo?
  /// A model's size.
  package let mesh: MeshInfo?
  /// The licence that a VRM states about itself.
  package let licence: VRMLicence?
  /// The picture that the file is, or those inside a model.
  package let pictures: [PictureFingerprint]
  /// What is kept so that changed copies are recognised; `nil` where there is nothing.
  package let features: FileFeatures?
  /// Whether this is what somebody says of a file that nobody else has seen.
  package let isStated: Bool
  private let statedPictures: [SimilarityQuery.Picture]
  /// The units of the International Standard Content Code.
  package let iscc: ISCCUnits?

  /// A fingerprint of these parts.
  package init(
    sha256: Digest, byteCount: Int, mediaType: MediaType, codes: [Code], variants: [Code] = [],
    notFingerprintable: String? = nil, notes: [String] = [], image: ImageInfo? = nil,
    mesh: MeshInfo? = nil, licence: VRMLicence? = nil, pictures: [PictureFingerprint] = [],
    features: FileFeatures? = nil, iscc: ISCCUnits? = nil,
    lookUp: [SimilarityQuery.Picture] = [], isStated: Bool = false
  ) {
    self.isStated = isStated
    statedPictures = lookUp
    self.sha256 = sha256
    self.byteCount = byteCount
    self.mediaType = mediaType
    self.codes = codes
    self.variants = variants
    self.notFingerprintable = notFingerprintable
    self.notes = notes
    self.image = image
    self.mesh = mesh
    self.licence = licence
    self.pictures = pictures
    self.features = features
    self.iscc = iscc
  }

  /// Whether there is anything besides the digest to compare.
  package var isFingerprintable: Bool { notFingerprintable == nil }

  /// Its pictures as they are looked up.
  package var lookUp: [SimilarityQuery.Picture] {
    statedPictures
      + pictures.filter(\.isComparable).compactMap { picture in
        picture.query.map {
          SimilarityQuery.Picture(
            info: picture.info, features: $0, isTexture: mediaType.isModel,
            variants: picture.perceptual.isUsable ? picture.perceptual.variants : [])
        }
      }
  }

  /// The digest of the canonical triangles; `nil` for what has none.
  package var geometry: Code? { codes.first { $0.algorithm == .geometry } }

  /// BLAKE3 of the bytes; `nil` in records that are older than it.
  package var blake3: Code? { codes.first { $0.algorithm == .blake3 } }

  /// The shape of a whole model, and of its meshes where there are several.
  package var shapes: [FileFeatures.Shape] { features?.shapes ?? [] }
}

/// The size of a picture as its file has it, after the turn that its metadata asks for.
package struct ImageInfo: Hashable, Sendable {
  /// Pixels a row.
  package let width: Int
  /// Rows.
  package let height: Int

  /// The sides of a picture.
  package init(width: Int, height: Int) {
    self.width = width
    self.height = height
  }
}

/// The size of a model over all instances.
package struct MeshInfo: Hashable, Sendable {
  /// Vertices that the primitives' positions have.
  package let vertices: Int
  /// Triangles, those without area included.
  package let triangles: Int
  /// Embedded pictures.
  package let images: Int

  /// The sizes of a model.
  package init(vertices: Int, triangles: Int, images: Int) {
    self.vertices = vertices
    self.triangles = triangles
    self.images = images
  }
}
