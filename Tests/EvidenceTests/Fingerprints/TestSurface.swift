/// Surfaces made of numbers, for tests.
enum TestSurface {
  /// A sine of turns by the approximation of Bhaskara: smooth, and the same on every machine.
  static func wave(_ turns: Double) -> Double {
    let place = turns - turns.rounded(.down)
    let half = place < 0.5 ? place * 2 : place * 2 - 1
    let bow = half * (1 - half)
    return (place < 0.5 ? 16 : -16) * bow / (5 - 4 * bow)
  }

  /// A closed grid of triangles over the unit square.
  static func grid(
    _ columns: Int, _ rows: Int, _ place: (Double, Double) -> (Double, Double, Double)
  ) -> TestModel.Part {
    var part = TestModel.Part(positions: [], indices: [])
    for row in 0...rows {
      for column in 0...columns {
        let (x, y, z) = place(
          Double(column) / Double(columns), Double(row) / Double(rows))
        part.positions += [Float(x), Float(y), Float(z)]
      }
    }
    for row in 0..<rows {
      for column in 0..<columns {
        let a = row * (columns + 1) + column
        let b = a + columns + 1
        part.indices += [a, a + 1, b, a + 1, b + 1, b]
      }
    }
    return part
  }

  /// Each triangle cut into four.
  static func subdivided(_ part: TestModel.Part) -> TestModel.Part {
    var cut = TestModel.Part(positions: part.positions, indices: [])
    func middle(_ a: Int, _ b: Int) -> Int {
      for axis in 0..<3 {
        cut.positions.append((part.positions[a * 3 + axis] + part.positions[b * 3 + axis]) / 2)
      }
      return cut.positions.count / 3 - 1
    }
    for at in stride(from: 0, to: part.indices.count, by: 3) {
      let (a, b, c) = (part.indices[at], part.indices[at + 1], part.indices[at + 2])
      let (ab, bc, ca) = (middle(a, b), middle(b, c), middle(c, a))
      cut.indices += [a, ab, ca, ab, b, bc, ca, bc, c, ab, bc, ca]
    }
    return cut
  }

  /// Every coordinate moved by up to `size` either way.
  static func noisy(_ part: TestModel.Part, by size: Float) -> TestModel.Part {
    var noisy = part
    var state: UInt64 = 1
    for at in noisy.positions.indices {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      noisy.positions[at] += (Float(state >> 40) / Float(1 << 23) - 1) * size
    }
    return noisy
  }
}
