public import Cryptography

/// One tarball of a closure, before its bytes were fetched.
public struct NPMLockedPackage: Hashable, Sendable {
    /// The name in the registry.
    public let name: NPMName
    /// The version.
    public let version: String
    /// The directories that its files go to, such as `node_modules/a/node_modules/b`, sorted.
    public let places: [String]
    /// Names of the packages of the closure that it finds from its places, sorted.
    public let requires: [String]
    /// Where the tarball is.
    public let url: String
    /// What it must hash to.
    public let integrity: NPMIntegrity
    /// The platforms that it is installed on; empty for all that were asked for.
    public let platforms: [PlatformName]
    /// Whether every way to it is an optional one.
    public let isOptional: Bool
    /// Whether npm would run something after unpacking it.
    public let hasInstallScript: Bool
    /// What npm would run, where the registry says it.
    public let scripts: [NPMScript]
    /// Whether its own dependencies come from a list inside it.
    public let hasShrinkwrap: Bool
    /// Its programs, as the registry says them.
    public let bins: [NPMBin]
    /// The range of Node versions that it names.
    public let nodeRange: String?
    /// Why its publisher advises against it.
    public let deprecated: String?

    /// The same as a fact of the lock, once the tarball was fetched and its SHA-512 compared.
    public func locked(sha256: Digest, size: Int) -> LockedPackage {
        var package = LockedPackage(
            type: "npm",
            platforms: platforms.map(\.description),
            sha256: sha256,
            evidence: "registry-digest"
        )
        package.name = name.description
        package.version = version
        package.url = url
        package.size = size
        package.integrity = integrity.description
        package.places = places
        package.requires = requires
        return package
    }
}

/// Everything that one npm server needs, on all platforms that were asked for.
public struct NPMClosure: Sendable {
    /// The tarballs, sorted by name, version and place.
    public let packages: [NPMLockedPackage]
    /// The platforms it was made for.
    public let platforms: [PlatformName]
    /// The range of Node versions of the server itself; nil where it names none that can be read.
    public let nodeRange: VersionConstraint?
    /// What a person should know, one sentence each.
    public internal(set) var notes: [String]

    /// The same with more to say.
    public func noting(_ more: [String]) -> NPMClosure {
        var copy = self
        copy.notes += more
        return copy
    }

    /// The package that was asked for by name, at the top of the tree.
    public func package(_ name: NPMName) -> NPMLockedPackage? {
        packages.first {
            $0.name == name && $0.places.contains("node_modules/\(name)")
        }
    }
}
