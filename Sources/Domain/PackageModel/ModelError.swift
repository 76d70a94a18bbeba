public import Diagnostics

/// Why a text or document is not what it claims to be.
public enum ModelError: UserFacingError, Equatable {
    /// A name, id, version, range or source that breaks its grammar.
    case notA(kind: String, text: String, why: String)
    /// A document lacks or misspells something.
    case document(kind: String, path: String, why: String)
    /// Something real that this version of mcppkg does not do on this machine.
    case unsupported(what: String, remedy: String?)
    /// A declaration that is refused, such as a launcher that fetches code.
    case refused(what: String, why: String)
    /// A declared input has no value.
    case missingInput(name: String, server: String)
    /// A value does not fit the declared input.
    case badValue(input: String, why: String)

    /// Stable slug.
    public var code: ErrorCode {
        switch self {
        case .notA: "model.malformed"
        case .document: "model.document"
        case .unsupported: "model.unsupported"
        case .refused: "model.refused"
        case .missingInput: "input.missing"
        case .badValue: "input.invalid"
        }
    }

    /// What a person typed is usage; what a registry sent is verification; what is lacking is environment.
    public var category: ErrorCategory {
        switch self {
        case .notA, .badValue: .usage
        case .document: .verification
        case .unsupported, .refused, .missingInput: .environment
        }
    }

    /// Names the thing and the rule.
    public var reason: String {
        switch self {
        case .notA(let kind, let text, let why):
            "`\(printable(text))` is not a \(kind): \(why)"
        case .document(let kind, let path, let why):
            "the \(kind) is malformed at `\(printable(path))`: \(why)"
        case .unsupported(let what, _): printable(what)
        case .refused(let what, let why): "`\(printable(what))` is refused: \(why)"
        case .missingInput(let name, let server):
            "`\(printable(server))` needs a value for `\(printable(name))`"
        case .badValue(let input, let why):
            "the value of `\(printable(input))` does not fit: \(printable(why))"
        }
    }

    /// What to do, where that is known.
    public var remedy: String? {
        switch self {
        case .unsupported(_, let remedy): remedy
        case .missingInput(let name, _): "give it with `--input \(name)=VALUE`"
        default: nil
        }
    }
}
