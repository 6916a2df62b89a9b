/// Every bound that holds while untrusted files are read.
package enum FingerprintLimits {
  /// Bytes of a file that is fingerprinted.
  package static let fileBytesMaximum = 256 << 20
  /// Bytes of an encoded picture that is handed to the decoder.
  package static let imageBytesMaximum = 64 << 20
  /// Pixels of a picture, as its header states them.
  package static let imagePixelsMaximum = 100_000_000
  /// Pixels a side of a picture, as its header states them.
  package static let imageSideMaximum = 20_000
  /// Pixels that a byte of a picture's file may stand for where the picture has more than
  /// `imageBombPixelsMinimum` of them: more is a bomb, not a picture.
  package static let imagePixelsPerByteMaximum = 256
  /// Pictures up to this size are decoded however well they are packed.
  package static let imageBombPixelsMinimum = 16_000_000
  /// Pixels of a picture whose perceptual code is computed at full size, as other programs do it.
  package static let perceptualPixelsMaximum = 1 << 22
  /// The long side that a larger picture is reduced to before.
  package static let perceptualSideMaximum = 2048
  /// The long side of the brightness that a decoding process hands over, in pixels.
  package static let pictureSideMaximum = 1024
  /// The longest side of a preview that can be asked for, in pixels.
  package static let previewSideMaximum = 2048
  /// Bytes of an encoded preview.
  package static let previewBytesMaximum = 8 << 20

  /// Address space of a decoding process, in bytes.
  package static let workerMemoryMaximum = 1 << 30
  /// Processor time of a decoding process for one picture, in seconds.
  package static let workerCPUSecondsMaximum = 10
  /// File descriptors of a decoding process.
  package static let workerDescriptorsMaximum = 32
  /// Wall-clock time of a decoding process, in milliseconds.
  package static let workerMillisecondsMaximum = 20_000
  /// How long a caller waits for a decoding process to become free, in milliseconds.
  package static let workerWaitMillisecondsMaximum = 60_000
  /// Pictures of one person that one decoding process may take in turn, where it may take several.
  package static let workerPicturesMaximum = 64
  /// Decoding processes that run at the same time.
  package static let workersMaximum = 2

  /// Bytes of a model's JSON chunk.
  package static let modelJSONBytesMaximum = 16 << 20
  /// Values (of any kind) in a model's JSON chunk: it bounds the memory that the parsed tree takes.
  package static let modelJSONValuesMaximum = 1_000_000
  /// Nesting of a model's JSON chunk.
  package static let modelJSONDepthMaximum = 64
  /// Nodes, and every other list of a model that has no limit of its own.
  package static let modelNodesMaximum = 10_000
  /// Elements of `accessors` and `bufferViews`.
  package static let modelAccessorsMaximum = 65_536
  /// Depth of the node graph.
  package static let modelNodeDepthMaximum = 512
  /// Vertices summed over all primitives of all instances.
  package static let modelVerticesMaximum = 5_000_000
  /// Triangles summed over all primitives of all instances.
  package static let modelTrianglesMaximum = 5_000_000
  /// Pictures embedded in a model.
  package static let modelImagesMaximum = 256
  /// Time spent on decoding all pictures of one model, in milliseconds.
  package static let modelImagesMillisecondsMaximum = 120_000

  /// Pictures of one model whose codes are recorded, those with the most local features first; all of
  /// them are kept in its features.
  package static let recordedPicturesMaximum = 64
  /// Codes of one asset in the index.
  package static let codesPerAssetMaximum = 4_096
  /// Similar assets that one query returns, the most similar first.
  package static let similaritiesMaximum = 1_000
}
