/// Elements that replace others (glTF 2.0, section 3.6.2.3).
struct GLTFSparse {
  private let element: GLTFElement
  private let indices: GLTFElements
  private let width: GLTFIndexWidth
  private let values: GLTFElements
  private let bound: Int

  /// `bound` is the accessor's own count, `size` the bytes of one of its elements.
  init(
    _ element: GLTFElement, views: [GLTFBuffers.View], bound: Int, size: Int, alignment: Int
  ) throws(FingerprintError) {
    self.element = element
    self.bound = bound
    let count = try element.requiredCount("count")
    guard 1...bound ~= count else {
      throw element.malformed("has count \(count) for the accessor's \(bound) elements")
    }
    func part(_ name: String) throws(FingerprintError) -> (GLTFElement, Int) {
      guard let part = try element.object(name),
        let view = try part.index("bufferView", into: "bufferViews", bound: views.count)
      else { throw element.malformed("has no \(name), or they have no bufferView") }
      guard views[view].stride == nil else {
        throw part.malformed("lies in bufferViews[\(view)], which has a byteStride")
      }
      return (part, view)
    }
    let (places, placesView) = try part("indices")
    let type = try places.requiredCount("componentType")
    guard let component = GLTFAccessor.Component(rawValue: type),
      let width = GLTFIndexWidth(component)
    else { throw places.malformed("has componentType \(type), which indices cannot have") }
    self.width = width
    indices = try GLTFElements(
      places, view: views[placesView], number: placesView, count: count,
      size: component.byteCount, alignment: component.byteCount)
    let (replacing, valuesView) = try part("values")
    values = try GLTFElements(
      replacing, view: views[valuesView], number: valuesView, count: count, size: size,
      alignment: alignment)
  }

  /// Each replaced element's number, and where in the bytes its value begins. Throws where the
  /// numbers do not rise or reach the bound.
  func forEach(
    _ body: (Int, UnsafeRawBufferPointer, Int) -> Void
  ) throws(FingerprintError) {
    var numbers: [Int] = []
    var wrong: Int?
    indices.forEach { at, raw, place in
      let number = Int(width.load(raw, place))
      if number >= bound || number <= numbers.last ?? -1 { wrong = wrong ?? at }
      numbers.append(number)
    }
    if let wrong {
      throw element.malformed(
        "has indices whose element \(wrong) is \(numbers[wrong]); they must rise and be below "
          + "\(bound)")
    }
    values.forEach { at, raw, place in body(numbers[at], raw, place) }
  }
}
