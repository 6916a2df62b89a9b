import Cryptography

/// The registered works by all that tells what they look like: finds those that a file may be a changed
/// copy of. `CodeIndex` finds what codes of whole files tell; parts of pictures and shapes of meshes are
/// found here.
///
/// Nothing ever leaves a gallery: a withdrawn or contested work still protects. A value; a copy that is
/// changed takes its own memory.
package struct Gallery: Sendable {
  /// Somebody's file that may hold what a query shows.
  package struct Candidate: Hashable, Sendable {
    /// The asset that it belongs to.
    package let asset: Int
    /// Its SHA-256.
    package let file: Digest
  }

  /// Candidates that are verified for one picture.
  package static let candidatesMaximum = 100

  /// What codes of whole files tell.
  package private(set) var codes: CodeIndex
  /// The last insertion into the register's index whose features are here.
  package private(set) var version = 0
  /// Earlier works whose own licence permits derivatives.
  package private(set) var derivable: Set<Int> = []

  private var features = FeatureIndex(sampling: .features1)
  private var files: [Candidate] = []
  /// Whose picture each number of the feature index is, as an index into `files`.
  private var pictures: [Int32] = []
  private var shapes: [(shape: FileFeatures.Shape, asset: Int)] = []

  /// A gallery of works whose codes are known and whose features are still to come.
  package init(codes: CodeIndex = CodeIndex()) { self.codes = codes }

  /// How many pictures are here.
  package var pictureCount: Int { pictures.count }

  /// Adds a work that was just registered, with its codes.
  package mutating func insert(
    asset: Int, version: Int, codes: [Code], files: [(file: Digest, features: FileFeatures)]
  ) {
    precondition(self.codes.version == version - 1, "works come in the register's order")
    self.codes.insert(asset: asset, codes: codes)
    insert(asset: asset, version: version, files: files)
  }

  /// Adds the features of a work whose codes are here. Its pictures beyond `FingerprintLimits.recordedPicturesMaximum` a file
  /// are left out. O(descriptors).
  package mutating func insert(
    asset: Int, version: Int, files: [(file: Digest, features: FileFeatures)]
  ) {
    self.version = max(self.version, version)
    for (file, kept) in files {
      if kept.permitsDerivatives { derivable.insert(asset) }
      self.files.append(Candidate(asset: asset, file: file))
      for picture in kept.pictures.prefix(FingerprintLimits.recordedPicturesMaximum) {
        features.insert(id: UInt32(pictures.count), descriptors: Gallery.indexed(picture.features))
        pictures.append(Int32(self.files.count - 1))
      }
      for shape in kept.shapes { shapes.append((shape, asset)) }
    }
  }

  /// The descriptors that a picture is found by: three of four, which find it nearly as well and keep
  /// it below 2.5 KB; all of them are compared once it is found.
  private static func indexed(_ picture: LocalFeatures) -> [UInt64] {
    let all = picture.descriptors
    return (0..<all.count / 4).filter { $0 % 4 != 3 }.flatMap { all[4 * $0..<4 * $0 + 4] }
  }

  /// Notes that all insertions up to `version` are here, whether or not their files had pictures.
  package mutating func reach(_ version: Int) { self.version = max(self.version, version) }

  /// The files that have pictures like one that is looked up, the likeliest first; each once.
  package func candidates(for query: FeatureQuery) -> [Candidate] {
    var votes: [Int32: Int] = [:]
    for descriptors in query.descriptors {
      for hit in features.candidates(for: descriptors, limit: Gallery.candidatesMaximum) {
        let file = pictures[Int(hit.id)]
        votes[file] = max(votes[file] ?? 0, hit.votes)
      }
    }
    return votes.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { files[Int($0.key)] }
  }

  /// The works with meshes like one that is looked up. O(meshes here).
  package func similar(to shape: FileFeatures.Shape) -> [Similarity] {
    let comparison = Comparison()
    return shapes.compactMap { known in
      comparison.shape(shape, known.shape).map { Similarity(asset: known.asset, finding: $0) }
    }
  }
}
