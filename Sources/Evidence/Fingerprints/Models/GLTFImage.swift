/// A picture inside a model.
struct GLTFImage {
  let path: String
  let bytes: ArraySlice<UInt8>

  static func read(
    _ root: GLTFElement, views: [GLTFBuffers.View]
  ) throws(FingerprintError) -> [GLTFImage] {
    var images: [GLTFImage] = []
    for element in try root.objects("images", maximum: FingerprintLimits.modelImagesMaximum) {
      if let uri = try element.text("uri") {
        images.append(
          GLTFImage(path: element.path, bytes: try GLTFBuffers.data(uri, of: element)[...]))
      } else if let view = try element.index(
        "bufferView", into: "bufferViews", bound: views.count)
      {
        images.append(GLTFImage(path: element.path, bytes: views[view].bytes))
      } else {
        throw element.malformed("has neither uri nor bufferView")
      }
    }
    return images
  }

  /// A VRM's own thumbnail first, then the materials' base colours, then whatever textures and
  /// pictures there are.
  static func previewCandidates(
    _ root: GLTFElement, imageCount: Int
  ) throws(FingerprintError) -> [Int] {
    let maximum = FingerprintLimits.modelNodesMaximum
    var sources: [Int?] = []
    for texture in try root.objects("textures", maximum: maximum) {
      let webp = try texture.object("extensions")?.object("EXT_texture_webp")
      let other = try webp?.index("source", into: "images", bound: imageCount)
      let usual = try texture.index("source", into: "images", bound: imageCount)
      sources.append(other ?? usual)
    }
    var candidates: [Int] = []
    func add(_ image: Int?) {
      if let image, !candidates.contains(image) { candidates.append(image) }
    }
    let extensions = try root.object("extensions")
    add(
      try extensions?.object("VRMC_vrm")?.object("meta")?
        .index("thumbnailImage", into: "images", bound: imageCount))
    // VRM 0.x writes -1 where there is no thumbnail.
    if let texture = try extensions?.object("VRM")?.object("meta")?.tree["texture"]?.index,
      texture < sources.count
    {
      add(sources[texture])
    }
    for material in try root.objects("materials", maximum: maximum) {
      let colour = try material.object("pbrMetallicRoughness")?.object("baseColorTexture")
      if let texture = try colour?.index("index", into: "textures", bound: sources.count) {
        add(sources[texture])
      }
    }
    sources.forEach(add)
    (0..<imageCount).forEach(add)
    return candidates
  }
}
