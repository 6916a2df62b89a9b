package struct ShapeVector: Hashable, Sendable {
  package static let bytesMaximum = 400
  package var bytes: [UInt8] { [] }
  package init?(bytes: [UInt8]) { return nil }
}
package struct ShapeSketch: Hashable, Sendable {
  package let code: Code
  package let vector: ShapeVector
}
enum ShapeComparison {
  static func match(_ a: ShapeVector, _ b: ShapeVector) -> Int? { nil }
}
extension FingerprintLimits { package static let shapesMaximum = 64 }
extension GLTFModel { func shapes() throws(FingerprintError) -> [ShapeSketch] { [] } }
