/// A model as far as its fingerprint needs it: shape, pictures and licence.
struct GLTFModel {
  let mediaType: MediaType
  let licence: VRMLicence?
  let statement: XMPStatement?
  let mesh: MeshInfo
  let images: [GLTFImage]
  /// The pictures that show the model best, best first, as indices into `images`.
  let previewCandidates: [Int]
  private let meshes: [GLTFMesh]
  private let scene: GLTFScene

  init(_ file: [UInt8]) throws(FingerprintError) {
    let container = try GLBContainer(file)
    let root = GLTFElement(tree: try container.description(), path: "")
    try GLTFModel.checkVersion(root)
    let buffers = try GLTFBuffers(root, binary: container.binary)
    var accessors: [GLTFAccessor] = []
    for element in try root.objects(
      "accessors", maximum: FingerprintLimits.modelAccessorsMaximum)
    {
      accessors.append(try GLTFAccessor(element, views: buffers.views))
    }
    var meshes: [GLTFMesh] = []
    for element in try root.objects("meshes", maximum: FingerprintLimits.modelNodesMaximum) {
      meshes.append(try GLTFMesh(element, accessors: accessors))
    }
    self.meshes = meshes
    scene = try GLTFScene(root, meshCount: meshes.count)
    images = try GLTFImage.read(root, views: buffers.views)
    previewCandidates = try GLTFImage.previewCandidates(root, imageCount: images.count)
    licence = try VRMLicence.read(root.tree)
    statement = try XMPStatement.read(root)
    mediaType = VRMLicence.isMarked(root.tree) ? .vrm : .glb
    mesh = try GLTFModel.measure(
      scene, meshes, imageCount: images.count, byteCount: file.count)
  }

  /// Where the meshes stand.
  var instances: [GLTFScene.Instance] { scene.instances }

  /// The shape's code; `nil` where there is no triangle with an area.
  func geometry() throws(FingerprintError) -> Code? {
    try CanonicalGeometry.code(of: parts().flatMap(\.self))
  }

  /// The placed primitives of each instance. Instances of a mesh share its triangles.
  func parts() throws(FingerprintError) -> [[CanonicalGeometry.Part]] {
    var read: [Int: [GLTFMesh.Triangles]] = [:]
    var parts: [[CanonicalGeometry.Part]] = []
    for instance in scene.instances {
      let found: [GLTFMesh.Triangles]
      if let known = read[instance.mesh] {
        found = known
      } else {
        var fresh: [GLTFMesh.Triangles] = []
        for primitive in meshes[instance.mesh].primitives {
          fresh.append(try primitive.triangles())
        }
        read[instance.mesh] = fresh
        found = fresh
      }
      parts.append(
        found.map {
          CanonicalGeometry.Part(
            triangles: $0, transform: instance.transform, path: instance.path)
        })
    }
    return parts
  }

  private static func measure(
    _ scene: GLTFScene, _ meshes: [GLTFMesh], imageCount: Int, byteCount: Int
  ) throws(FingerprintError) -> MeshInfo {
    var (vertices, triangles) = (0, 0)
    let drawn = max(FingerprintLimits.modelDrawnMinimum, byteCount)
    let (verticesMaximum, trianglesMaximum) = (
      min(FingerprintLimits.modelVerticesMaximum, drawn),
      min(FingerprintLimits.modelTrianglesMaximum, drawn)
    )
    for instance in scene.instances {
      for primitive in meshes[instance.mesh].primitives {
        vertices += primitive.vertexCount
        triangles += primitive.triangleCount
        try check(vertices, verticesMaximum, "vertices", instance)
        try check(triangles, trianglesMaximum, "triangles", instance)
      }
    }
    return MeshInfo(vertices: vertices, triangles: triangles, images: imageCount)
  }

  private static func check(
    _ sum: Int, _ maximum: Int, _ what: String, _ instance: GLTFScene.Instance
  ) throws(FingerprintError) {
    guard sum <= maximum else {
      throw FingerprintError(
        .modelTooLarge, "\(instance.path) takes the model over \(maximum) \(what)")
    }
  }

  /// Extensions that a reader must know and that change nothing of the shape read here.
  private static let harmless = [
    "KHR_materials_", "KHR_texture_", "KHR_lights_", "KHR_mesh_quantization", "KHR_xmp",
    "EXT_texture_", "VRM",
  ]

  private static func checkVersion(_ root: GLTFElement) throws(FingerprintError) {
    guard let asset = try root.object("asset"), let version = try asset.text("version") else {
      throw FingerprintError(.modelMalformed, "asset.version is missing")
    }
    guard version == "2.0" || version.hasPrefix("2.") else {
      throw FingerprintError(.modelUnsupported, "asset.version is \(version.prefix(16)), not 2.0")
    }
    for extra in try root.list(
      "extensionsRequired", maximum: FingerprintLimits.modelNodesMaximum)
    {
      guard let name = extra.tree.string else { throw extra.malformed("is not a text") }
      guard harmless.contains(where: { name.hasPrefix($0) }) else {
        throw FingerprintError(
          .modelUnsupported, "\(extra.path) is \(name.prefix(64)), which is not read here")
      }
    }
  }
}
