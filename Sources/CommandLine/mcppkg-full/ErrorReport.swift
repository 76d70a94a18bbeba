internal import Diagnostics
internal import Documents

/// The only renderer of a failure.
struct ErrorReport {
    let error: any UserFacingError

    /// Reason, hint, and with `isVerbose` what was underneath.
    func lines(isVerbose: Bool) -> [String] {
        var lines = ["error: \(error.reason)"]
        if let remedy = error.remedy { lines.append("  hint: \(remedy)") }
        for token in error.accept { lines.append("  to accept exactly this: --accept \(token)") }
        guard isVerbose else { return lines }
        lines.append("  code: \(error.code)")
        var cause = error.cause
        while let current = cause {
            lines.append("  because: \(current.reason) [\(current.code)]")
            cause = current.cause
        }
        return lines
    }

    /// The `error` object of the JSON form.
    var json: JSON {
        var object = JSONObject([
            ("code", .string(error.code.description)),
            ("category", .string(error.category.rawValue)),
            ("reason", .string(error.reason)),
        ])
        if let remedy = error.remedy { object["remedy"] = .string(remedy) }
        if !error.accept.isEmpty { object["accept"] = .array(error.accept.map { .string($0) }) }
        return .object(object)
    }
}

/// A failure that no module foresaw.
struct UnexpectedError: UserFacingError {
    let underlying: any Error

    var code: ErrorCode { "internal.unexpected" }
    var category: ErrorCategory { .internal }
    var reason: String { "an unexpected failure: \(printable(String(describing: underlying)))" }
}

/// A command line that cannot be understood.
struct UsageError: UserFacingError {
    let message: String
    let hint: String?

    var code: ErrorCode { "usage.invalid" }
    var category: ErrorCategory { .usage }
    var reason: String { message }
    var remedy: String? { hint }
}
