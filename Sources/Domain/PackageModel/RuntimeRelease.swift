public import Cryptography

/// One release of a program that mcppkg can install, with the artifact for each platform.
public struct RuntimeRelease: Sendable, Equatable {
    /// The file for one platform.
    public struct Artifact: Sendable, Equatable {
        /// The platform that it is for.
        public let platform: PlatformName
        /// Where its publisher has it.
        public let url: String
        /// What its bytes hash to.
        public let sha256: Digest
        /// Length in bytes, where it is published.
        public let size: Int?
    }

    /// Which program.
    public let kind: RuntimeKind
    /// Its version.
    public let version: RuntimeVersion
    /// The binary interface that compiled packages need, such as `cp312` or `node-v137`; nil for a tool.
    public let abi: String?
    /// Its artifacts, in the order of platforms.
    public let artifacts: [Artifact]

    /// The artifact for a platform; nil where there is none.
    public func artifact(for platform: PlatformName) -> Artifact? {
        artifacts.first { $0.platform == platform }
    }

    /// What a lock says of it: a line for each of the platforms that it has an artifact for.
    public func locked(for platforms: [PlatformName]) -> [LockedPackage] {
        artifacts.filter { platforms.contains($0.platform) }.map { artifact in
            var package = LockedPackage(
                type: LockedPackage.runtimeType,
                platforms: [artifact.platform.description],
                sha256: artifact.sha256,
                evidence: "registry-digest"
            )
            package.name = kind.rawValue
            package.version = version.description
            package.url = artifact.url
            package.size = artifact.size
            return package
        }
    }
}

extension LockedPackage {
    /// The type of the lines that pin a runtime.
    public static let runtimeType = "runtime"

    /// Which managed runtime the line pins; nil for another line, and for one that this mcppkg does not know.
    public var runtimeKind: RuntimeKind? {
        type == Self.runtimeType ? name.flatMap(RuntimeKind.init(rawValue:)) : nil
    }
}

extension RuntimeRelease {
    /// The release that lines of a lock pin, whether this mcppkg knows it or not; nil without such lines.
    public init?(pinned packages: [LockedPackage], kind: RuntimeKind) {
        let lines = packages.filter { $0.runtimeKind == kind }
        guard let text = lines.first?.version, let version = RuntimeVersion(parsing: text) else {
            return nil
        }
        let known = lines.lazy.compactMap(RuntimeTable.release(of:)).first
        self.init(
            kind: kind,
            version: version,
            abi: kind == .cpython ? "cp\(version.major)\(version.minor)" : known?.abi,
            artifacts: lines.filter { $0.version == text }.flatMap(Self.artifacts)
                .sorted { $0.platform < $1.platform }
        )
    }

    private static func artifacts(of line: LockedPackage) -> [Artifact] {
        guard let url = line.url else { return [] }
        return line.platforms.compactMap { try? PlatformName(parsing: $0) }.map { platform in
            Artifact(platform: platform, url: url, sha256: line.sha256, size: line.size)
        }
    }

    /// A build of python-build-standalone; digests by the names of their platforms.
    static func cpython(_ version: String, tag: String, _ digests: [String: String])
        -> RuntimeRelease
    {
        let parsed = RuntimeVersion(parsing: version) ?? RuntimeVersion([])
        return RuntimeRelease(
            kind: .cpython,
            version: parsed,
            abi: "cp\(parsed.major)\(parsed.minor)",
            artifacts: digests.compactMap { name, digest in
                guard let platform = try? PlatformName(parsing: name),
                    let sha256 = Digest(hex: digest)
                else { return nil }
                let file = "cpython-\(version)%2B\(tag)-\(triple(platform))-\(buildKind).tar.gz"
                let url = RuntimeTable.standaloneBuilds + tag + "/" + file
                return Artifact(platform: platform, url: url, sha256: sha256, size: nil)
            }.sorted { $0.platform < $1.platform }
        )
    }

    /// A wheel: platform, bytes, directory on the index, tags of the file name, SHA-256.
    typealias Wheel = (String, Int, String, String, String)

    /// Wheels of the Python Package Index.
    static func wheels(_ kind: RuntimeKind, _ version: String, abi: String?, _ wheels: [Wheel])
        -> RuntimeRelease
    {
        let stem = (kind.project ?? "").split(separator: "-").joined(separator: "_")
        return RuntimeRelease(
            kind: kind,
            version: RuntimeVersion(parsing: version) ?? RuntimeVersion([]),
            abi: abi,
            artifacts: wheels.compactMap { name, size, directory, tags, digest in
                guard let platform = try? PlatformName(parsing: name),
                    let sha256 = Digest(hex: digest)
                else { return nil }
                let url = wheelFiles + "\(directory)/\(stem)-\(version)-\(tags).whl"
                return Artifact(platform: platform, url: url, sha256: sha256, size: size)
            }.sorted { $0.platform < $1.platform }
        )
    }
}

private let buildKind = "install_only_stripped"
private let wheelFiles = "https://files.pythonhosted.org/packages/"

private func triple(_ platform: PlatformName) -> String {
    switch platform.system {
    case .macos: "\(platform.architecture.rawValue)-apple-darwin"
    case .linux:
        "\(platform.architecture.rawValue)-unknown-linux-\(platform.library?.rawValue ?? "gnu")"
    }
}
