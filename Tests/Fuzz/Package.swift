// swift-tools-version: 6.2
// Fuzzers of the parsers in the Fingerprints room; built by scripts/fuzz alone. The sources are
// links to the project's, built here with the sanitizers' and libFuzzer's instrumentation.
import PackageDescription

let swift: [SwiftSetting] = [
  .unsafeFlags(["-sanitize=fuzzer,address", "-enable-testing"])
]
let c: [CSetting] = [.unsafeFlags(["-fsanitize=fuzzer-no-link,address"])]
let evidence = "Sources/Evidence"
let shims = "Sources/Shims"

let package = Package(
  name: "fuzz",
  targets: [
    .systemLibrary(name: "COpenSSL", path: "\(shims)/COpenSSL", pkgConfig: "libcrypto"),
    .systemLibrary(name: "CSodium", path: "\(shims)/CSodium", pkgConfig: "libsodium"),
    .target(name: "CVips", path: "\(shims)/CVips", cSettings: c),
    .target(name: "CKernels", path: "\(shims)/CKernels", cSettings: c),
    .target(
      name: "Cryptography", dependencies: ["COpenSSL", "CSodium"],
      path: "\(evidence)/Cryptography", swiftSettings: swift),
    .target(
      name: "Fingerprints", dependencies: ["CKernels", "Cryptography", "CVips"],
      path: "\(evidence)/Fingerprints", swiftSettings: swift),
    .executableTarget(
      name: "fuzz", dependencies: ["Fingerprints", "CKernels"], path: "Sources/fuzz",
      swiftSettings: swift + [.unsafeFlags(["-parse-as-library"])],
      linkerSettings: [.unsafeFlags(["-sanitize=fuzzer,address"])]),
  ],
  swiftLanguageModes: [.v6])
