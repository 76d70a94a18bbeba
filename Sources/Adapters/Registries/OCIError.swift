public import Cryptography
public import Diagnostics
public import PackageModel
public import Transport

/// Why an image could not be pinned.
public enum OCIError: UserFacingError, Equatable {
    /// The registry could not be reached, or broke a rule of the transport.
    case transport(TransportError)
    /// The registry refused, with its own words where it gave any.
    case refused(url: String, status: Int, message: String?)
    /// How to log in was said in a way that is not followed.
    case challenge(url: String, why: String)
    /// The registry has no such image.
    case unknownImage(ImageReference)
    /// The answer is not what the specification describes.
    case malformed(what: String, why: String)
    /// The bytes are not those that were named.
    case digestMismatch(what: String, expected: Digest, actual: Digest)
    /// The image is there, but for none of the platforms.
    case noPlatform(ImageReference, wanted: [PlatformName], offered: [String])
    /// Something else than an image, or in a form that engines have given up.
    case notAnImage(ImageReference, kind: String)
    /// The image does not say that it is the server that the registry calls so.
    case serverLabel(ImageReference, expected: ServerName, found: String?)

    /// Stable slug.
    public var code: ErrorCode {
        switch self {
        case .transport(let error): error.code
        case .refused: "oci.refused"
        case .challenge: "oci.challenge"
        case .unknownImage: "oci.unknown-image"
        case .malformed: "oci.malformed"
        case .digestMismatch: "oci.digest-mismatch"
        case .noPlatform: "oci.no-platform"
        case .notAnImage: "oci.not-an-image"
        case .serverLabel: "oci.server-label"
        }
    }

    /// What was sent wrongly failed a verification; what could not be had is the network's.
    public var category: ErrorCategory {
        switch self {
        case .transport(let error): error.category
        case .refused, .challenge: .network
        case .unknownImage: .notFound
        case .malformed, .digestMismatch, .serverLabel: .verification
        case .noPlatform, .notAnImage: .environment
        }
    }

    /// Names the image and what is wrong.
    public var reason: String {
        switch self {
        case .transport(let error): error.reason
        case .refused(let url, let status, let message):
            "`\(printable(url))` answered with status \(status)"
                + (message.map { ": \(printable($0))" } ?? "")
        case .challenge(let url, let why):
            "`\(printable(url))` asks for a login that is not made: \(printable(why))"
        case .unknownImage(let reference): "there is no image `\(reference)`"
        case .malformed(let what, let why): "\(printable(what)) is malformed: \(printable(why))"
        case .digestMismatch(let what, let expected, let actual):
            "\(printable(what)) has SHA-256 \(actual), expected was \(expected)"
        case .noPlatform(let reference, let wanted, let offered):
            "`\(reference)` is not made for \(list(wanted.map(\.description))), but for "
                + (offered.isEmpty ? "nothing that is named" : list(offered))
        case .notAnImage(let reference, let kind):
            "`\(reference)` is no container image but `\(printable(kind))`"
        case .serverLabel(let reference, let expected, let found):
            "`\(reference)` does not say that it is `\(expected)`: its label "
                + "`\(ImageConfiguration.serverLabel)` "
                + (found.map { "is `\(printable(String($0.prefix(200))))`" } ?? "is missing")
        }
    }

    /// What to do, where that is known.
    public var remedy: String? {
        switch self {
        case .transport(let error): error.remedy
        case .refused(_, 401, _), .refused(_, 403, _):
            "check the name; if the image is not public, put the credentials of its registry into "
                + "`~/.netrc`"
        case .serverLabel(let reference, _, _):
            "to take the image whatever the registry calls it, run `mcppkg install "
                + "oci:\(reference)`"
        default: nil
        }
    }

    /// The failure underneath.
    public var cause: (any UserFacingError)? {
        if case .transport(let error) = self { return error }
        return nil
    }
}

private func list(_ texts: [String]) -> String {
    texts.prefix(8).map { "`\(printable($0))`" }.joined(separator: ", ")
}
