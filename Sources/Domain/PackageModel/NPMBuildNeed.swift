/// Something that npm would run after unpacking a package, and mcppkg does not.
public struct NPMBuildNeed: Hashable, Sendable, CustomStringConvertible {
    /// What it would do, as far as its words tell.
    public enum Kind: String, Sendable {
        /// It looks for what the package already brings for this platform.
        case prebuilt
        /// It compiles native code.
        case compiles
        /// It fetches a built file from elsewhere.
        case downloads
        /// It runs something of its own.
        case runs
    }

    /// The package.
    public let package: NPMName
    /// Its version.
    public let version: String
    /// The event and the command; nil where the registry announces a script without saying which.
    public let script: NPMScript?
    /// What it would do.
    public let kind: Kind
    /// Whether the server says that it can do without the package.
    public let isOptional: Bool

    /// Takes every fact.
    public init(
        package: NPMName,
        version: String,
        script: NPMScript?,
        kind: Kind,
        isOptional: Bool
    ) {
        self.package = package
        self.version = version
        self.script = script
        self.kind = kind
        self.isOptional = isOptional
    }

    /// `better-sqlite3@11.0.0 would run install: node-gyp rebuild (compiles native code)`.
    public var description: String {
        let command = script.map { "\($0.event.rawValue): \($0.command)" } ?? "an install script"
        return "\(package)@\(version) would run \(command) (\(kind.words))"
    }

    /// What a command line would do, by the programs that it names.
    public static func kind(of command: String) -> Kind {
        let words = command.lowercased().split {
            !($0.isLetter || $0.isNumber || "-_".contains($0))
        }
        .map(String.init)
        let downloads = ["prebuild-install", "node-pre-gyp", "curl", "wget", "fetch", "download"]
        let compiles = [
            "node-gyp", "node-gyp-build", "cmake-js", "cmake", "make", "gcc", "g++", "cargo",
            "napi",
        ]
        if words.contains(where: downloads.contains) { return .downloads }
        if words.contains(where: compiles.contains) { return .compiles }
        return .runs
    }
}

extension NPMBuildNeed.Kind {
    /// For people.
    public var words: String {
        switch self {
        case .prebuilt: "it brings what this would make"
        case .compiles: "compiles native code"
        case .downloads: "downloads a built file"
        case .runs: "a program of its own"
        }
    }
}

extension NPMLockedPackage {
    /// What npm would run for this package, by what is known before its tarball is fetched.
    public var announcedBuilds: [NPMBuildNeed] {
        guard hasInstallScript else { return [] }
        let need = { (script: NPMScript?) in
            NPMBuildNeed(
                package: self.name,
                version: self.version,
                script: script,
                kind: script.map { NPMBuildNeed.kind(of: $0.command) } ?? .runs,
                isOptional: self.isOptional
            )
        }
        return scripts.isEmpty ? [need(nil)] : scripts.map(need)
    }
}
