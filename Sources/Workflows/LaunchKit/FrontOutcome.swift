internal import Diagnostics
internal import Documents
internal import Processes
internal import Wire

/// How a command line ended that the start-up program answered itself.
public struct FrontOutcome: Sendable {
    /// The exit status.
    public let status: Int32
    /// For standard output, as it is.
    public let output: [UInt8]
    /// For standard error, with its line ends; empty when there is nothing to say.
    public let message: String

    private let refusal: RefusalReply?

    /// How long a host may take to ask its first question.
    private static let patience = Duration.seconds(10)

    init(status: Int32, output: [UInt8] = [], message: String = "", refusal: RefusalReply? = nil) {
        self.status = status
        self.output = output
        self.message = message
        self.refusal = refusal
    }

    /// A failure: reason and remedy for the person.
    init(_ error: LaunchError, answersHost: Bool = false) {
        let hint = error.remedy.map { "  hint: \($0)\n" } ?? ""
        self.init(
            status: error.category.exitStatus,
            message: "error: \(error.reason)\n\(hint)",
            refusal: answersHost ? RefusalReply(error) : nil
        )
    }

    /// A command line of `run` that cannot be understood, as the JSON object that `--json` asks for.
    init(usage error: LaunchError) {
        var object = JSONObject([
            ("code", .string(error.code.description)),
            ("category", .string(error.category.rawValue)), ("reason", .string(error.reason)),
        ])
        object["remedy"] = error.remedy.map { .string($0) }
        let answer: JSON = [
            "schemaVersion": 1, "command": "run", "ok": false, "error": .object(object),
        ]
        self.init(status: error.category.exitStatus, output: answer.bytes() + [0x0A])
    }

    /// Tells a waiting host why its server does not come; at once when there is none.
    public func answerHost() {
        guard let refusal else { return }
        refusal.answerFirstRequest(until: Deadline(after: Self.patience))
    }
}
