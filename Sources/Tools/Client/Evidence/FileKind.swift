/// Media types of the files that works are made of, by the ends of their names.
package enum FileKind {
  private static let types = [
    "glb": "model/gltf-binary", "gltf": "model/gltf+json", "vrm": "model/vrm",
    "png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg", "webp": "image/webp",
    "gif": "image/gif", "avif": "image/avif", "tif": "image/tiff", "tiff": "image/tiff",
    "svg": "image/svg+xml", "pdf": "application/pdf", "zip": "application/zip",
    "mp4": "video/mp4", "webm": "video/webm", "txt": "text/plain", "json": "application/json",
  ]

  /// The media type of a file with this name; `application/octet-stream` where none is known.
  package static func mediaType(of name: String) -> String {
    let end = name.split(separator: ".").last.map { $0.lowercased() } ?? ""
    return types[end] ?? "application/octet-stream"
  }

  /// The last part of a path.
  package static func name(of path: String) -> String {
    String(path.split(separator: "/").last ?? "")
  }
}
