// swift-tools-version: 6.2
import PackageDescription

/// One row of the tables below: a target, and the targets it may import. Arrows point downwards only.
struct Row {
    var name: String
    var dependencies: [String]

    init(_ name: String, _ dependencies: [String] = []) {
        self.name = name
        self.dependencies = dependencies
    }
}

/// C libraries of the system: module, pkg-config name (nil where the header is on the default path), Debian
/// package.
let systemLibraries: [(module: String, pkgConfig: String?, debian: String)] = [
    ("CCurl", "libcurl", "libcurl4-openssl-dev"),
    ("CHTTPParser", nil, "libhttp-parser-dev"),
    ("CHiredis", nil, "libhiredis-dev"),
    ("CLibPQ", "libpq", "libpq-dev"),
    ("CLibUV", nil, "libuv1-dev"),
    ("CLibXML2", "libxml-2.0", "libxml2-dev"),
    ("COpenSSL", nil, "libssl-dev"),
    ("CSodium", nil, "libsodium-dev"),
    ("CZip", nil, "libzip-dev"),
    ("CZlib", nil, "zlib1g-dev"),
    ("CZstd", nil, "libzstd-dev"),
]

/// Pure, and beneath both Sport and Platform.
let base = [
    Row("Compression", ["CZlib", "CZstd"]),
    Row("JSON"),
    Row("TimeZones", ["CZoneMap"]),
]

/// Knows nothing of sport.
let platform = [
    Row("EventLoop", ["CLibUV", "CSlipstream"]),
    Row("Telemetry", ["EventLoop"]),
    Row("Crypto", ["COpenSSL", "CSodium", "EventLoop"]),
    Row("WebSocket"),
    Row("HTTP", ["CHTTPParser", "Compression", "Crypto", "EventLoop", "JSON", "Telemetry", "WebSocket"]),
    Row("HTTPClient", ["CCurl", "CSlipstream", "EventLoop", "Telemetry"]),
    Row("Postgres", ["CLibPQ", "Crypto", "EventLoop", "Telemetry"]),
    Row("Redis", ["CHiredis", "CSlipstream", "EventLoop", "Telemetry"]),
    Row("Archives", ["CZip"]),
    Row("Blobs", ["Crypto", "EventLoop"]),
    Row("Jobs", ["EventLoop", "Postgres", "Telemetry"]),
]

/// Pure computation, no I/O.
let sport = [
    Row("Geo"),
    Row("Streams", ["Compression", "Geo", "JSON"]),
    Row("ActivityFiles", ["CLibXML2", "CSlipstream", "Compression", "Geo", "Streams"]),
    Row("Training", ["ActivityFiles", "Geo", "Streams"]),
    Row("AccountExports"),
]

/// One target a module; a module may import modules above it in this table, never below.
let domain = [
    Row("Kernel", ["Crypto", "EventLoop", "HTTP", "JSON", "Jobs", "Postgres", "Redis", "Telemetry"]),
    Row(
        "Admission",
        ["Crypto", "EventLoop", "HTTP", "JSON", "Jobs", "Kernel", "Postgres", "Redis", "Telemetry"]),
    Row(
        "Accounts",
        [
            "Admission", "Crypto", "EventLoop", "HTTP", "JSON", "Jobs", "Kernel", "Postgres", "Redis",
            "Telemetry", "TimeZones",
        ]),
    Row(
        "Social",
        ["Accounts", "EventLoop", "HTTP", "JSON", "Jobs", "Kernel", "Postgres", "Redis", "Telemetry"]),
    Row(
        "Activities",
        [
            "AccountExports", "Accounts", "ActivityFiles", "Archives", "Blobs", "Compression", "Crypto",
            "EventLoop", "Geo", "HTTP", "JSON",
            "Jobs",
            "Kernel", "Postgres", "Redis", "Social", "Streams", "Telemetry", "TimeZones", "Training",
        ]),
    Row(
        "Reactions",
        [
            "Accounts", "Activities", "EventLoop", "HTTP", "JSON", "Jobs", "Kernel", "Postgres", "Redis",
            "Telemetry",
        ]),
    Row(
        "Feed",
        [
            "Accounts", "Activities", "EventLoop", "HTTP", "JSON", "Jobs", "Kernel", "Postgres", "Redis",
            "Social", "Telemetry",
        ]),
    Row(
        "Notifications",
        [
            "Accounts", "Activities", "EventLoop", "HTTP", "JSON", "Jobs", "Kernel", "Postgres", "Redis",
            "Social",
            "Telemetry", "WebSocket",
        ]),
]

/// The composition root, which sees everything.
let server = Row(
    "Server", (base + platform + sport + domain).map(\.name))

let swiftSettings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .treatAllWarnings(as: .error),
]

func library(_ row: Row, in folder: String) -> Target {
    .target(
        name: row.name, dependencies: row.dependencies.map { .init(stringLiteral: $0) },
        path: "Sources/\(folder)\(row.name)", exclude: ["README.md"], swiftSettings: swiftSettings)
}

func tests(_ name: String, in folder: String, _ dependencies: [String]) -> Target {
    .testTarget(
        name: name + "Tests",
        dependencies: (dependencies + ["SeededRandom"]).map { .init(stringLiteral: $0) },
        path: "Tests/\(folder)\(name)Tests", swiftSettings: swiftSettings)
}

/// The tests of a pure or platform target see that target and what it imports.
func unitTests(_ row: Row, in folder: String) -> Target {
    tests(
        row.name, in: folder,
        [row.name] + row.dependencies.filter { !$0.hasPrefix("C") || $0 == "Compression" || $0 == "Crypto" }
            + (testsAlsoSee[row.name] ?? []))
}

/// Tests that go through a neighbour as well: real files are decoded and then summed up.
let testsAlsoSee = ["ActivityFiles": ["Training"], "Archives": ["TestWorld"]]

let package = Package(
    name: "slipstream",
    products: [.executable(name: "slipstream", targets: ["slipstream"])],
    targets:
        systemLibraries.map { library in
            .systemLibrary(
                name: library.module, path: "Sources/C/\(library.module)", pkgConfig: library.pkgConfig,
                providers: [.apt([library.debian])])
        }
        + [
            .target(
                name: "CSlipstream", dependencies: ["CCurl", "CHiredis", "CLibPQ", "CLibXML2"],
                path: "Sources/C/CSlipstream", cSettings: [.define("_GNU_SOURCE")]),
            .target(name: "CZoneMap", path: "Sources/C/CZoneMap", exclude: ["zones.bin"]),
        ]
        + base.map { library($0, in: "Base/") }
        + platform.map { library($0, in: "Platform/") }
        + sport.map { library($0, in: "Sport/") }
        + domain.map { library($0, in: "Domain/") }
        + [
            library(server, in: ""),
            .executableTarget(
                name: "slipstream", dependencies: ["Server"], path: "Sources/slipstream",
                swiftSettings: swiftSettings),
            .executableTarget(
                name: "file-bench", dependencies: ["ActivityFiles", "Streams"], path: "Benchmarks/file-bench",
                swiftSettings: swiftSettings),
            .executableTarget(
                name: "analysis-bench", dependencies: ["ActivityFiles", "Geo", "Streams", "Training"],
                path: "Benchmarks/analysis-bench", swiftSettings: swiftSettings),
            .executableTarget(
                name: "tidy", path: "Sources/tidy", exclude: ["README.md", "allowed.txt"],
                swiftSettings: swiftSettings),
        ]
        + base.map { unitTests($0, in: "Base/") }
        + platform.map { unitTests($0, in: "Platform/") }
        + sport.map { unitTests($0, in: "Sport/") }
        + [
            .target(name: "SeededRandom", path: "Tests/SeededRandom", swiftSettings: swiftSettings),
            .target(
                name: "TestWorld",
                dependencies: server.dependencies.map { .init(stringLiteral: $0) } + ["Server"],
                path: "Tests/TestWorld", exclude: ["README.md"], swiftSettings: swiftSettings),
        ]
        + domain.map { tests($0.name, in: "Domain/", ["TestWorld", "Server"] + server.dependencies) }
        + [tests("tidy", in: "", ["tidy"])]
        + [tests("Server", in: "", ["TestWorld", "Server"] + server.dependencies)],
    swiftLanguageModes: [.v6]
)
