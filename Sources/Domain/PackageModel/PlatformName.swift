/// One kind of machine that locks and artifacts are made for: `linux-x86_64-gnu`, `macos-aarch64`.
public struct PlatformName: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// Operating systems.
    public enum System: String, Sendable { case linux, macos }
    /// Processors.
    public enum Architecture: String, Sendable, CaseIterable { case x86_64, aarch64 }
    /// C libraries of Linux.
    public enum Library: String, Sendable { case gnu, musl }

    /// The operating system.
    public let system: System
    /// The processor.
    public let architecture: Architecture
    /// The C library; nil where the system has only one.
    public let library: Library?

    /// Accepts `linux-ARCH-gnu`, `linux-ARCH-musl` and `macos-ARCH`, with `x86_64` or `aarch64`.
    /// - Throws: `ModelError.notA`.
    public init(parsing text: String) throws(ModelError) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false).map(String.init)
        guard parts.count >= 2, let system = System(rawValue: parts[0]),
            let architecture = Architecture(rawValue: parts[1]),
            parts.count == (system == .linux ? 3 : 2)
        else { throw Self.refusal(of: text) }
        let library = parts.count == 3 ? Library(rawValue: parts[2]) : nil
        guard system == .macos || library != nil else { throw Self.refusal(of: text) }
        self.init(system, architecture, library)
    }

    private init(_ system: System, _ architecture: Architecture, _ library: Library?) {
        self.system = system
        self.architecture = architecture
        self.library = library
    }

    private static func refusal(of text: String) -> ModelError {
        .notA(kind: "platform", text: text, why: "one like `linux-x86_64-gnu` or `macos-aarch64`")
    }

    /// What a lock covers when the manifest names no platforms.
    public static let standard: [PlatformName] = [
        PlatformName(.linux, .x86_64, .gnu),
        PlatformName(.linux, .aarch64, .gnu),
        PlatformName(.macos, .aarch64, nil),
    ]

    /// The name in `platform_overrides` and `compatibility.platforms` of a bundle: Node's
    /// `process.platform`.
    public var bundleName: String {
        switch system {
        case .linux: "linux"
        case .macos: "darwin"
        }
    }

    /// `linux-x86_64-gnu` and the like.
    public var description: String {
        system.rawValue + "-" + architecture.rawValue + (library.map { "-" + $0.rawValue } ?? "")
    }

    /// Orders by text.
    public static func < (left: PlatformName, right: PlatformName) -> Bool {
        left.description.utf8.lexicographicallyPrecedes(right.description.utf8)
    }
}
