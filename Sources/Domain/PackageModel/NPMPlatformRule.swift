internal import Diagnostics
internal import Documents

/// On which machines a package says it runs: its lists `os`, `cpu` and `libc`.
///
/// Source: npm `npm-install-checks`, `checkPlatform`.
public struct NPMPlatformRule: Hashable, Sendable {
    /// Names of `process.platform`; nil where nothing is said.
    public let systems: [String]?
    /// Names of `process.arch`.
    public let processors: [String]?
    /// `glibc` or `musl`; a list of any content excludes systems other than Linux.
    public let libraries: [String]?

    /// Takes the lists.
    public init(
        systems: [String]? = nil,
        processors: [String]? = nil,
        libraries: [String]? = nil
    ) {
        self.systems = systems
        self.processors = processors
        self.libraries = libraries
    }

    init(_ manifest: JSON) {
        self.init(
            systems: texts(manifest["os"]),
            processors: texts(manifest["cpu"]),
            libraries: texts(manifest["libc"])
        )
    }

    /// Whether the package may be installed on a platform.
    public func allows(_ platform: PlatformName) -> Bool {
        guard !isMutated("npm.platform") else { return true }
        let library = platform.library.map { $0 == .gnu ? "glibc" : "musl" }
        return admits(platform.bundleName, systems)
            && admits(platform.nodeArchitecture, processors)
            && (libraries == nil || library.map { admits($0, libraries) } ?? false)
    }
}

extension PlatformName {
    /// Node's `process.arch`.
    public var nodeArchitecture: String {
        switch architecture {
        case .x86_64: "x64"
        case .aarch64: "arm64"
        }
    }
}

/// None of the negated names, and one of the others where there are any.
private func admits(_ value: String, _ list: [String]?) -> Bool {
    guard let list, list != ["any"] else { return true }
    let negated = list.filter { $0.utf8.first == UInt8(ascii: "!") }
    guard !negated.contains("!" + value) else { return false }
    return negated.count == list.count || list.contains(value)
}

/// A list of texts, or one text; what is neither says nothing.
private func texts(_ value: JSON?) -> [String]? {
    switch value {
    case .string(let text): [text]
    // An empty list excludes nothing.
    case .array(let elements): elements.isEmpty ? nil : elements.compactMap(\.string)
    default: nil
    }
}
