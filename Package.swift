// swift-tools-version: 6.2
import PackageDescription

// The layer table. An arrow from a module to another is legal when the layer of the first may use
// the layer of the second; an illegal one stops the package from loading, with a sentence.

enum Layer: String {
    case c = "C"
    case primitives = "Primitives"
    case platform = "Platform"
    case domain = "Domain"
    case adapters = "Adapters"
    case workflows = "Workflows"
    case commandLine = "CommandLine"

    var mayUse: [Layer] {
        switch self {
        case .c: []
        case .primitives: [.c, .primitives]
        case .platform: [.c, .primitives, .platform]
        case .domain: [.primitives, .domain]
        case .adapters: [.primitives, .platform, .domain]
        case .workflows: [.primitives, .platform, .domain, .adapters, .workflows]
        case .commandLine: [.primitives, .domain, .workflows]
        }
    }
}

struct Module {
    let name: String
    let layer: Layer
    let uses: [String]

    init(_ name: String, _ layer: Layer, uses: [String] = []) {
        self.name = name
        self.layer = layer
        self.uses = uses
    }

    var path: String { "Sources/\(layer.rawValue)/\(name)" }
}

let modules: [Module] = [
    Module("CArchive", .c),
    Module("CCurl", .c),
    Module("CDeflate", .c),
    Module("COpenSSL", .c),
    Module("CSandbox", .c),
    Module("CSystem", .c),

    Module("Diagnostics", .primitives, uses: ["CSystem"]),
    Module("Documents", .primitives, uses: ["Diagnostics"]),
    Module("Paths", .primitives, uses: ["Diagnostics"]),
    Module("Cryptography", .primitives, uses: ["Diagnostics", "COpenSSL"]),

    Module("Filesystem", .platform, uses: ["Diagnostics", "Paths", "CSystem"]),
    Module(
        "Transport",
        .platform,
        uses: ["Diagnostics", "Cryptography", "Filesystem", "Paths", "CCurl", "CSystem"]
    ),
    Module(
        "Archives",
        .platform,
        uses: ["Diagnostics", "Cryptography", "Filesystem", "Paths", "CArchive", "CDeflate"]
    ),
    Module(
        "Processes",
        .platform,
        uses: ["Diagnostics", "Filesystem", "Paths", "CSandbox", "CSystem"]
    ),

    Module("PackageModel", .domain, uses: ["Diagnostics", "Documents", "Paths", "Cryptography"]),
    Module("Resolution", .domain, uses: ["PackageModel", "Cryptography", "Diagnostics"]),
    Module("Trust", .domain, uses: ["PackageModel", "Cryptography", "Diagnostics"]),

    Module(
        "Registries",
        .adapters,
        uses: [
            "PackageModel", "Resolution", "Transport", "Filesystem", "Paths", "Documents",
            "Diagnostics", "Cryptography",
        ]
    ),
    Module(
        "PackageFormats",
        .adapters,
        uses: [
            "PackageModel", "Trust", "Filesystem", "Paths", "Documents", "Diagnostics",
            "Cryptography",
        ]
    ),
    Module(
        "Store",
        .adapters,
        uses: [
            "PackageModel", "Trust", "Archives", "Filesystem", "Paths", "Processes", "Documents",
            "Diagnostics",
            "Cryptography",
        ]
    ),
    Module(
        "Hosts",
        .adapters,
        uses: ["PackageModel", "Filesystem", "Paths", "Documents", "Diagnostics", "Cryptography"]
    ),
    Module(
        "Launcher",
        .adapters,
        uses: [
            "PackageModel", "Filesystem", "Paths", "Processes", "Documents", "Diagnostics",
            "Cryptography",
        ]
    ),
    Module(
        "Resolvers",
        .adapters,
        uses: [
            "PackageModel", "Resolution", "Transport", "Archives", "Filesystem", "Paths",
            "Processes", "Documents", "Diagnostics", "Cryptography",
        ]
    ),
    Module(
        "Wire",
        .adapters,
        uses: ["Processes", "Filesystem", "Paths", "Documents", "Diagnostics"]
    ),

    Module(
        "LaunchKit",
        .workflows,
        uses: [
            "Launcher", "PackageModel", "Filesystem", "Paths", "Processes", "Documents",
            "Diagnostics", "Cryptography", "Wire",
        ]
    ),
    Module(
        "MCPPackageKit",
        .workflows,
        uses: [
            "LaunchKit", "Launcher", "Registries", "Resolvers", "PackageFormats", "Store", "Hosts",
            "Wire", "PackageModel", "Resolution",
            "Trust", "Filesystem", "Paths", "Transport", "Archives", "Processes", "Documents",
            "Diagnostics", "Cryptography",
        ]
    ),

    Module("mcppkg", .commandLine, uses: ["LaunchKit", "Diagnostics"]),
    Module(
        "mcppkg-full",
        .commandLine,
        uses: ["MCPPackageKit", "LaunchKit", "PackageModel", "Documents", "Paths", "Diagnostics"]
    ),
    Module("mcppkg-sample-server", .commandLine, uses: ["Documents", "Diagnostics"]),
]

let byName = Dictionary(uniqueKeysWithValues: modules.map { ($0.name, $0) })
for module in modules {
    for use in module.uses {
        guard let used = byName[use] else {
            fatalError("\(module.name) uses \(use), which is not in the layer table")
        }
        guard module.layer.mayUse.contains(used.layer) else {
            fatalError(
                "\(module.name) (\(module.layer.rawValue)) may not use \(use) (\(used.layer.rawValue))"
            )
        }
    }
}

let swiftSettings: [SwiftSetting] = [
    .define("TEST_BUILD", .when(configuration: .debug)),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .strictMemorySafety(),
]

let systemLibraries: [String: (pkgConfig: String, apt: String, brew: String)] = [
    "CArchive": ("libarchive", "libarchive-dev", "libarchive"),
    "CDeflate": ("libdeflate", "libdeflate-dev", "libdeflate"),
    "CCurl": ("libcurl", "libcurl4-openssl-dev", "curl"),
    "COpenSSL": ("libcrypto", "libssl-dev", "openssl@3"),
]

let argumentParser = Target.Dependency.product(
    name: "ArgumentParser",
    package: "swift-argument-parser"
)

func target(for module: Module) -> Target {
    let dependencies = module.uses.map { Target.Dependency(stringLiteral: $0) }
    if let library = systemLibraries[module.name] {
        return .systemLibrary(
            name: module.name,
            path: module.path,
            pkgConfig: library.pkgConfig,
            providers: [.apt([library.apt]), .brew([library.brew])]
        )
    }
    switch module.layer {
    case .c:
        return .target(name: module.name, path: module.path)
    case .commandLine:
        return .executableTarget(
            name: module.name,
            dependencies: dependencies + (module.name == "mcppkg-full" ? [argumentParser] : []),
            path: module.path,
            swiftSettings: swiftSettings
        )
    default:
        return .target(
            name: module.name,
            dependencies: dependencies,
            path: module.path,
            swiftSettings: swiftSettings
        )
    }
}

/// Test targets: one for each module with tests, and what every one of them may use.
let testedModules = [
    "Diagnostics", "Documents", "Cryptography", "Filesystem", "Transport", "Archives",
    "PackageModel", "Resolution", "Trust",
    "Processes", "Registries", "Resolvers", "PackageFormats", "Store", "Hosts", "Launcher",
    "LaunchKit", "MCPPackageKit",
]

let testTargets: [Target] =
    [
        .target(
            name: "TestSupport",
            dependencies: [
                "Diagnostics", "Documents", "Paths", "Cryptography", "Filesystem", "CSandbox",
                "CSystem",
            ],
            path: "Tests/TestSupport",
            swiftSettings: swiftSettings
        ),
        .testTarget(
            name: "CommandTests",
            dependencies: [
                "TestSupport", "Documents", "Diagnostics", "mcppkg", "mcppkg-full",
                "mcppkg-sample-server",
            ],
            path: "Tests/CommandTests",
            exclude: [
                "Transcripts", "Client/sbom.py", "Client/session.py", "Client/terminal.py",
                "Packages/tools.py",
            ]
        ),
    ]
    + testedModules.map { name in
        .testTarget(
            name: "\(name)Tests",
            dependencies: [.init(stringLiteral: name), "TestSupport"]
                + (byName[name]?.uses ?? []).map { .init(stringLiteral: $0) }
                // A resolver receives its index as closures; its tests bring the real one.
                + (name == "Resolvers" ? ["Registries"] : []),
            path: "Tests/\(name)Tests",
            exclude: name == "Hosts" ? ["Fixtures"] : []
        )
    }

let package = Package(
    name: "mcppkg",
    platforms: [.macOS(.v14)],
    products: [
        .library(name: "MCPPackageKit", targets: ["MCPPackageKit"]),
        .executable(name: "mcppkg", targets: ["mcppkg"]),
        .executable(name: "mcppkg-full", targets: ["mcppkg-full"]),
        .executable(name: "mcppkg-sample-server", targets: ["mcppkg-sample-server"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2")
    ],
    targets: modules.map(target(for:)) + testTargets,
    swiftLanguageModes: [.v6]
)
