public import Diagnostics

/// Why a manifest is not taken as it stands; the file itself stays as it is.
public enum ManifestError: UserFacingError, Equatable {
    /// A member is missing, misspelt or of another kind.
    case malformed(path: String, why: String)
    /// Written for a later mcppkg.
    case newer(version: Int)
    /// A text names the place of a secret, which only a person's own command line may do.
    case secretReference(path: String)

    /// Stable slug.
    public var code: ErrorCode {
        switch self {
        case .malformed: "manifest.malformed"
        case .newer: "manifest.newer"
        case .secretReference: "manifest.secret-reference"
        }
    }

    /// A person's own file; a reference to a secret in it is a matter of consent.
    public var category: ErrorCategory {
        switch self {
        case .malformed, .newer: .file
        case .secretReference: .consent
        }
    }

    /// Names the member and the rule.
    public var reason: String {
        switch self {
        case .malformed(let path, let why):
            "the manifest is malformed at `\(printable(path))`: \(why)"
        case .newer(let version):
            "the manifest has version \(version), and this mcppkg reads version \(Manifest.version)"
        case .secretReference(let path):
            "the manifest names the place of a secret at `\(printable(path))`, where a stranger may have put it"
        }
    }

    /// What to do, where that is known.
    public var remedy: String? {
        switch self {
        case .malformed: nil
        case .newer: "install a newer mcppkg"
        case .secretReference:
            "name the variable under `secrets`, and give its value on your own command line"
        }
    }
}
