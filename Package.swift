// swift-tools-version: 6.2
import PackageDescription

/// Our own code compiles without a warning; packages we depend on are not held to it.
let strict: [SwiftSetting] = [.treatAllWarnings(as: .error)]

let hummingbird: Target.Dependency = .product(name: "Hummingbird", package: "hummingbird")
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")

let package = Package(
  name: "yunshang",
  products: [
    .executable(name: "yunshang", targets: ["yunshang"]),
    .executable(name: "benchmarks", targets: ["benchmarks"]),
    .executable(name: "simulator", targets: ["simulator"]),
  ],
  dependencies: [
    .package(
      url: "https://github.com/hummingbird-project/hummingbird", exact: "2.28.1",
      traits: ["FullFoundation"]),
    .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
    .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
    .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
    .package(url: "https://github.com/apple/swift-nio", exact: "2.101.2"),
    .package(url: "https://github.com/apple/swift-nio-extras", exact: "1.35.2"),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle", exact: "2.13.0"),
  ],
  targets: [
    // Shims: system libraries that Swift cannot import directly.
    .systemLibrary(name: "COpenSSL", path: "Sources/Shims/COpenSSL", pkgConfig: "libcrypto"),
    .systemLibrary(name: "CSodium", path: "Sources/Shims/CSodium", pkgConfig: "libsodium"),
    .systemLibrary(name: "CSQLite", path: "Sources/Shims/CSQLite", pkgConfig: "sqlite3"),
    .systemLibrary(name: "CCurlLibrary", path: "Sources/Shims/CCurlLibrary", pkgConfig: "libcurl"),
    .target(name: "CCurl", dependencies: ["CCurlLibrary"], path: "Sources/Shims/CCurl"),
    .systemLibrary(name: "CEpoll", path: "Sources/Shims/CEpoll"),
    .target(name: "CVips", path: "Sources/Shims/CVips"),
    // Inner loops that need the processor's vector instructions, chosen when they run.
    .target(name: "CKernels", path: "Sources/Shims/CKernels"),
    .target(name: "CIntrinsics", path: "Sources/Shims/CIntrinsics"),

    // The deterministic core.
    .target(
      name: "Venue", dependencies: ["CIntrinsics"], path: "Sources/Venue", swiftSettings: strict),

    // What makes a statement believable.
    .target(
      name: "Cryptography", dependencies: ["COpenSSL", "CSodium"],
      path: "Sources/Evidence/Cryptography", swiftSettings: strict),
    .target(
      name: "Documents", dependencies: ["Cryptography", "Venue"],
      path: "Sources/Evidence/Documents", swiftSettings: strict),
    .target(
      name: "TransparencyLog", dependencies: ["Cryptography"],
      path: "Sources/Evidence/TransparencyLog", swiftSettings: strict),
    .target(
      name: "Fingerprints", dependencies: ["CKernels", "Cryptography", "CVips"],
      path: "Sources/Evidence/Fingerprints", swiftSettings: strict),

    .target(
      name: "Entries", dependencies: ["Cryptography", "Documents", "TransparencyLog", "Venue"],
      path: "Sources/Evidence/Entries", swiftSettings: strict),

    // What is kept.
    .target(name: "Files", path: "Sources/Storage/Files", swiftSettings: strict),
    .target(
      name: "Journal", dependencies: ["CSQLite", "Cryptography", "Files"],
      path: "Sources/Storage/Journal",
      swiftSettings: strict),
    .target(
      name: "Vault", dependencies: ["Cryptography"], path: "Sources/Storage/Vault",
      swiftSettings: strict),
    .target(
      name: "Catalog",
      dependencies: [
        "CSQLite", "Cryptography", "Documents", "Entries", "Venue",
        .product(name: "GRDB", package: "GRDB.swift"),
      ],
      path: "Sources/Storage/Catalog", swiftSettings: strict),

    // The running venue and its doors.
    .target(
      name: "Node",
      dependencies: [
        "Catalog", "Cryptography", "Documents", "Entries", "Files", "Fingerprints", "Journal",
        "TransparencyLog", "Vault", "Venue", logging,
      ],
      path: "Sources/Service/Node", swiftSettings: strict),
    .target(name: "Web", path: "Sources/Service/Web"),
    .target(
      name: "API",
      dependencies: [
        "Catalog", "Cryptography", "Documents", "Entries", "Fingerprints", "Journal", "Node",
        "TransparencyLog", "Vault", "Venue", "Web", hummingbird, logging,
        .product(name: "HummingbirdCore", package: "hummingbird"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
        .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
        .product(name: "NIOHTTPTypesHTTP1", package: "swift-nio-extras"),
        .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
      ],
      path: "Sources/Service/API", swiftSettings: strict),

    // The one binary, and the measuring ones.
    .target(
      name: "Client",
      dependencies: ["CCurl", "Cryptography", "Documents", "TransparencyLog", "Venue"],
      path: "Sources/Tools/Client", swiftSettings: strict),
    .executableTarget(
      name: "yunshang",
      dependencies: [
        "API", "Client", "Cryptography", "Documents", "Entries", "Fingerprints", "Node",
        "TransparencyLog", "Venue", logging,
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      path: "Sources/Tools/yunshang", swiftSettings: strict),
    .executableTarget(
      name: "benchmarks",
      dependencies: [
        "CEpoll", "CIntrinsics", "Catalog", "Client", "Cryptography", "Documents", "Entries",
        "Files", "Fingerprints", "Journal", "Node", "TransparencyLog", "Venue",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      path: "Sources/Tools/benchmarks", swiftSettings: strict),

    .target(
      name: "Simulation",
      dependencies: [
        "CSQLite", "Catalog", "Cryptography", "Documents", "Entries", "Files", "Fingerprints",
        "Journal", "Node", "TransparencyLog", "Venue", "VenueModel", logging,
      ],
      path: "Sources/Tools/Simulation", swiftSettings: strict),
    .executableTarget(
      name: "simulator",
      dependencies: [
        "Documents", "Simulation", "Venue",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      path: "Sources/Tools/simulator", swiftSettings: strict),

    .target(name: "CAllocations", path: "Tests/Support/CAllocations"),
    // The market as one would explain it on a blackboard: what tests and simulations hold it to.
    .target(
      name: "VenueModel", dependencies: ["Venue"], path: "Tests/Support/VenueModel",
      swiftSettings: strict),
    .testTarget(
      name: "VenueTests", dependencies: ["CAllocations", "Venue", "VenueModel"],
      path: "Tests/VenueTests", swiftSettings: strict),
    .testTarget(
      name: "EvidenceTests",
      dependencies: [
        "Cryptography", "Documents", "Entries", "Fingerprints", "TransparencyLog", "Venue",
      ],
      path: "Tests/EvidenceTests", swiftSettings: strict),
    .testTarget(
      name: "StorageTests",
      dependencies: [
        "CSQLite", "Catalog", "Cryptography", "Documents", "Entries", "Files", "Journal",
        "TransparencyLog", "Vault", "Venue",
      ],
      path: "Tests/StorageTests", swiftSettings: strict),
    .testTarget(
      name: "ServiceTests",
      dependencies: [
        "API", "Client", "Cryptography", "Documents", "Entries", "Journal", "Node",
        "TransparencyLog", "Venue",
      ],
      path: "Tests/ServiceTests", swiftSettings: strict),
    .testTarget(
      name: "SimulationTests",
      dependencies: [
        "CSQLite", "Cryptography", "Documents", "Entries", "Files", "Journal", "Node", "Simulation",
        "TransparencyLog", "Venue",
      ],
      path: "Tests/SimulationTests", swiftSettings: strict),
  ],
  swiftLanguageModes: [.v6]
)
