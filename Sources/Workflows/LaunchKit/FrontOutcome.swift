internal import Diagnostics
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

    /// Tells a waiting host why its server does not come; at once when there is none.
    public func answerHost() {
        guard let refusal else { return }
        refusal.answerFirstRequest(until: Deadline(after: Self.patience))
    }
}
