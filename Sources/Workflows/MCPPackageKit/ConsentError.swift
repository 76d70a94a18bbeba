public import Diagnostics
internal import PackageModel
internal import Paths

/// What needs a person's word, or may not be done at all.
public enum ConsentError: UserFacingError {
    /// An ordinary question that nobody is there to answer, or that was answered with no.
    case unanswered(question: String)
    case declined
    /// A change that only a person's word or its own tokens accept.
    case notAccepted(change: String, tokens: [String])
    /// A version that may not be gone back to.
    case versionRefused(name: String, version: String, why: String)
    /// A URL without the digest that would pin it.
    case digestNeeded(url: String)
    /// A value that is a reference to a secret, which has no place there.
    case secretReference(name: String)
    /// The same in what a publisher wrote, where it would read the person's secrets by name.
    case publishedSecretReference(server: String, place: String)

    /// Stable slug.
    public var code: ErrorCode {
        switch self {
        case .unanswered: "consent.unanswered"
        case .declined: "consent.declined"
        case .notAccepted: "consent.not-accepted"
        case .versionRefused: "policy.version-refused"
        case .digestNeeded: "trust.digest-needed"
        case .secretReference, .publishedSecretReference: "secret.reference"
        }
    }

    /// Consent or policy, all of them.
    public var category: ErrorCategory { .consent }

    /// Names the thing and what is the matter with it.
    public var reason: String {
        switch self {
        case .unanswered(let question): "nobody is here to answer: \(question)"
        case .declined: "answered with no"
        case .notAccepted(let change, _): change
        case .versionRefused(let name, let version, let why):
            "`\(printable(name))` \(printable(version)) is refused: \(why)"
        case .digestNeeded(let url): "nothing says what `\(printable(url))` should hash to"
        case .publishedSecretReference(let server, let place):
            "`\(printable(server))` names the place of a secret in its own `\(printable(place))`"
        case .secretReference(let name): "`\(printable(name))` is a reference to a secret"
        }
    }

    /// What to do.
    public var remedy: String? {
        switch self {
        case .unanswered: "run it on a terminal, or add `--yes`"
        case .notAccepted(_, let tokens):
            "look at it, then add " + tokens.map { "`--accept \($0)`" }.joined(separator: " ")
        case .versionRefused: "choose another version"
        case .digestNeeded(let url):
            "append `#sha256=` and its 64 hexadecimal digits to `\(printable(url))`"
        case .publishedSecretReference: "choose another server, and tell its publisher"
        case .declined, .secretReference: nil
        }
    }

    /// The tokens of a change that was not accepted.
    public var accept: [String] {
        if case .notAccepted(_, let tokens) = self { return tokens }
        return []
    }
}
