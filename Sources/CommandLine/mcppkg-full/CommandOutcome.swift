internal import Diagnostics
internal import Documents

/// What a command came to: data for scripts, lines for people, and what went wrong.
struct CommandOutcome {
    /// The `result` object; nil when there is none.
    var result: JSON?
    /// Data for people, on standard output.
    var lines: [String]
    /// The gravest failure; the process ends with its status.
    var error: (any UserFacingError)?

    init(result: JSON? = nil, lines: [String] = [], error: (any UserFacingError)? = nil) {
        self.result = result
        self.lines = lines
        self.error = error
    }

    /// The documented JSON form (contract, section 4, "JSON").
    func json(command: String) -> JSON {
        var object = JSONObject([
            ("schemaVersion", 1), ("command", .string(command)), ("ok", .bool(error == nil)),
        ])
        object["result"] = result
        if let error { object["error"] = ErrorReport(error: error).json }
        return .object(object)
    }
}
