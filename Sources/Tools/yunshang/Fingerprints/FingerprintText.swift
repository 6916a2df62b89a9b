import Documents
import Fingerprints
import Node

/// Fingerprints as the commands without a server print them.
enum FingerprintText {
  /// The line of a file; `failure` says why it has no more codes than its bytes give.
  static func line(_ path: String, _ print: FileFingerprint, failure: String? = nil) -> JSON {
    let picture = print.image == nil ? nil : print.pictures.first
    return [
      "file": .string(path),
      "sha256": .string(print.sha256.hex),
      "blake3": print.blake3.map { .string($0.hex) } ?? .null,
      "iscc": iscc(path, print),
      "mediaType": .string(print.mediaType.rawValue),
      "pdq": picture.map { .array($0.perceptual.variants.map { .string($0.hex) }) } ?? .null,
      "quality": picture.map { .number(Int64($0.perceptual.code.quality)) } ?? .null,
      "keypoints": print.pictures.isEmpty
        ? .null : .number(Int64(print.pictures.reduce(0) { $0 + $1.features.count })),
      "geometry": print.geometry.map { .string($0.hex) } ?? .null,
      "shape": .array(
        print.codes.filter { $0.algorithm == .shape }.map { .string($0.hex) }),
      "vrm": print.licence.map { JSON($0.plain) } ?? .null,
      "notFingerprintable": print.notFingerprintable.map { .string($0) } ?? .null,
      "notes": .array(print.notes.map { .string($0) }),
      "error": failure.map { .string($0) } ?? .null,
    ]
  }

  /// The line of a file that could not be read.
  static func line(_ path: String, failure: String) -> JSON {
    [
      "file": .string(path), "sha256": .null, "blake3": .null, "iscc": .null, "pdq": .null,
      "quality": .null, "keypoints": .null, "geometry": .null, "shape": .array([]), "vrm": .null,
      "error": .string(failure),
    ]
  }

  private static func iscc(_ path: String, _ print: FileFingerprint) -> JSON {
    guard let units = print.iscc else { return .null }
    let name = ISCCMetaCode.name(ofFile: path)
    let meta = try? ISCCMetaCode.unit(name: name, bits: units.data.bits)
    return [
      "meta": meta.map { .string($0.code) } ?? .null,
      "image": units.image.map { .string($0.code) } ?? .null,
      "data": .string(units.data.code), "instance": .string(units.instance.code),
      "sum": .string(units.sum.code),
    ]
  }
}
