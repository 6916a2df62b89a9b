/// Where a model's meshes stand: the node graph, which must be a forest.
struct GLTFScene {
  /// A mesh at a place.
  struct Instance {
    let mesh: Int
    let transform: GLTFTransform
    let path: String
  }

  let instances: [Instance]

  private struct Node {
    let element: GLTFElement
    let transform: GLTFTransform
    let mesh: Int?
    let isSkinned: Bool
    let children: [Int]
  }

  /// Walks from every node without a parent, whatever scene it belongs to: a scene is a view of a
  /// model, not a part of it. `meshCount` is the length of `meshes`.
  init(_ root: GLTFElement, meshCount: Int) throws(FingerprintError) {
    let maximum = FingerprintLimits.modelNodesMaximum
    let elements = try root.objects("nodes", maximum: maximum)
    let skins = try root.objects("skins", maximum: maximum)
    var nodes: [Node] = []
    var parents = [Int?](repeating: nil, count: elements.count)
    for (number, element) in elements.enumerated() {
      var children: [Int] = []
      for child in try element.list("children", maximum: maximum) {
        let index = try child.asIndex(into: "nodes", bound: elements.count)
        if let other = parents[index] {
          throw child.malformed("is nodes[\(index)], already a child of nodes[\(other)]")
        }
        parents[index] = number
        children.append(index)
      }
      let skin = try element.index("skin", into: "skins", bound: skins.count)
      nodes.append(
        Node(
          element: element, transform: try GLTFTransform(element),
          mesh: try element.index("mesh", into: "meshes", bound: meshCount),
          isSkinned: skin != nil, children: children))
    }
    try GLTFScene.checkScenes(root, nodeCount: nodes.count)

    var instances: [Instance] = []
    var reached = 0
    var open = parents.indices.reversed().filter { parents[$0] == nil }
      .map { (node: $0, place: GLTFTransform.identity, depth: 1) }
    while let (number, place, depth) = open.popLast() {
      let node = nodes[number]
      guard depth <= FingerprintLimits.modelNodeDepthMaximum else {
        throw FingerprintError(
          .modelTooLarge,
          "\(node.element.path) lies over \(FingerprintLimits.modelNodeDepthMaximum) deep")
      }
      reached += 1
      let here = place.after(node.transform)
      if let mesh = node.mesh {
        // A skinned mesh stands where its joints are; its node's place says nothing (section
        // 3.7.3.3).
        instances.append(
          Instance(
            mesh: mesh, transform: node.isSkinned ? .identity : here, path: node.element.path))
      }
      for child in node.children { open.append((child, here, depth + 1)) }
    }
    // Every node has at most one parent, so one that no root leads to lies on or behind a ring.
    guard reached == nodes.count else {
      throw FingerprintError(.modelMalformed, "nodes form a ring: one is its own ancestor")
    }
    self.instances = instances
  }

  private static func checkScenes(
    _ root: GLTFElement, nodeCount: Int
  ) throws(FingerprintError) {
    let maximum = FingerprintLimits.modelNodesMaximum
    let scenes = try root.objects("scenes", maximum: maximum)
    _ = try root.index("scene", into: "scenes", bound: scenes.count)
    for scene in scenes {
      for node in try scene.list("nodes", maximum: maximum) {
        _ = try node.asIndex(into: "nodes", bound: nodeCount)
      }
    }
  }
}
