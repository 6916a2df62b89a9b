/// Why a measurement could not be made, or shows that a promise was broken.
struct BenchmarkError: Error, CustomStringConvertible {
  /// What is wrong.
  let what: String
  var description: String { what }

  init(_ what: String) { self.what = what }
}
