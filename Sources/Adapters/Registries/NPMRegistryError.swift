public import Cryptography
public import Diagnostics
public import PackageModel
public import Transport

/// Why an npm registry could not be asked, or its answer not be used.
public enum NPMRegistryError: UserFacingError, Equatable {
    /// The configured place is no registry address.
    case badLocation(String)
    /// The registry could not be reached, or broke a rule of the transport.
    case transport(TransportError)
    /// The answer is not what the API describes.
    case malformed(url: String, why: String)
    /// The registry refused.
    case refused(url: String, status: Int)
    /// The registry does not know the package.
    case unknownPackage(NPMName, registry: String)
    /// The registry knows the package, but not this version.
    case unknownVersion(String, of: NPMName, registry: String)
    /// A tarball is said to be on this machine, and the registry is not.
    case tarballAddress(String)
    /// A tarball is not the one that the registry announced.
    case wrongTarball(url: String, expected: String, actual: LongDigest)

    /// Stable slug.
    public var code: ErrorCode {
        switch self {
        case .badLocation: "npm.registry-location"
        case .transport(let error): error.code
        case .malformed: "npm.registry-malformed"
        case .refused: "npm.registry-refused"
        case .unknownPackage: "npm.unknown-package"
        case .unknownVersion: "npm.unknown-version"
        case .tarballAddress: "npm.tarball-address"
        case .wrongTarball: "npm.wrong-tarball"
        }
    }

    /// Missing is not found, other bytes are a failed verification, the rest is the network's.
    public var category: ErrorCategory {
        switch self {
        case .badLocation: .usage
        case .transport(let error): error.category
        case .malformed, .refused: .network
        case .unknownPackage, .unknownVersion: .notFound
        case .tarballAddress, .wrongTarball: .verification
        }
    }

    /// Names the registry, the package and what is wrong.
    public var reason: String {
        switch self {
        case .badLocation(let text):
            "`\(printable(text))` is no npm registry: it is an https URL, or http on a loopback address"
        case .transport(let error): error.reason
        case .malformed(let url, let why):
            "the answer of `\(printable(url))` is malformed: \(printable(why))"
        case .refused(let url, let status): "`\(printable(url))` answered with status \(status)"
        case .unknownPackage(let name, let registry):
            "there is no package `\(name)` in the registry `\(printable(registry))`"
        case .unknownVersion(let version, let name, let registry):
            "`\(name)` has no version `\(printable(version))` in the registry `\(printable(registry))`"
        case .tarballAddress(let url):
            "the registry says that a tarball is at `\(printable(url))`, which is refused"
        case .wrongTarball(let url, let expected, let actual):
            "the download of `\(printable(url))` has the SHA-512 \(actual), "
                + "the registry announced `\(printable(expected))`"
        }
    }

    /// What to do, where that is known.
    public var remedy: String? {
        if case .transport(let error) = self { return error.remedy }
        return nil
    }

    /// The failure underneath.
    public var cause: (any UserFacingError)? {
        if case .transport(let error) = self { return error }
        return nil
    }
}
