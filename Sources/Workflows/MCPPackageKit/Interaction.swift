public import Diagnostics

/// How a workflow talks with the person, as values that a command line, a test or another program fills in.
public struct Interaction: Sendable {
    /// One line of talk.
    public var say: @Sendable (String) -> Void
    /// A line that matters even when nobody wants talk.
    public var warn: @Sendable (String) -> Void
    /// Asks an ordinary question; nil where nobody can be asked.
    public var confirm: @Sendable (String) -> Bool?
    /// Asks about a change that `--yes` does not answer; nil where nobody can be asked.
    public var confirmChange: @Sendable (String) -> Bool?
    /// The tokens given with `--accept`.
    public var acceptedTokens: Set<String>
    /// Asks for a value; nil where nobody can be asked.
    public var ask: @Sendable (Prompt) -> String?
    /// Tells how far a download is.
    public var progress: @Sendable (Progress) -> Void

    /// Takes each way of talking.
    public init(
        say: @escaping @Sendable (String) -> Void,
        warn: @escaping @Sendable (String) -> Void,
        confirm: @escaping @Sendable (String) -> Bool?,
        ask: @escaping @Sendable (Prompt) -> String?,
        progress: @escaping @Sendable (Progress) -> Void,
        confirmChange: @escaping @Sendable (String) -> Bool? = { _ in nil },
        acceptedTokens: Set<String> = []
    ) {
        self.say = say
        self.warn = warn
        self.confirm = confirm
        self.ask = ask
        self.progress = progress
        self.confirmChange = confirmChange
        self.acceptedTokens = acceptedTokens
    }

    /// Says nothing and can ask nobody.
    public static let silent = Interaction(
        say: { _ in },
        warn: { _ in },
        confirm: { _ in nil },
        ask: { _ in nil },
        progress: { _ in }
    )
}

extension Interaction {
    /// Asks an ordinary question and goes on only after yes.
    /// - Throws: `ConsentError.declined`, or `.unanswered` where nobody can be asked.
    func require(_ question: String) throws {
        switch confirm(question) {
        case true?: return
        case false?: throw ConsentError.declined
        case nil: throw ConsentError.unanswered(question: question)
        }
    }
}

extension Interaction {
    /// Goes on only when a change is accepted: by its tokens, or on a terminal after it was shown.
    ///
    /// `--yes` does not answer this.
    /// - Throws: `ConsentError.notAccepted` with the tokens that would accept exactly this change.
    func requireAcceptance(of change: String, tokens: [String]) throws {
        let missing = tokens.filter { !acceptedTokens.contains($0) }
        guard !missing.isEmpty else { return }
        switch confirmChange(change + ". Accept it?") {
        case true?: return
        case false?: throw ConsentError.declined
        case nil: throw ConsentError.notAccepted(change: change, tokens: missing)
        }
    }
}

/// A question for a value.
public struct Prompt: Sendable {
    /// What is asked for, in words.
    public let title: String
    /// What it is good for; may be empty.
    public let help: String
    /// What an empty answer means, if anything.
    public let suggestion: String?
    /// The only answers allowed; empty for any.
    public let choices: [String]

    /// Takes the words of the question.
    public init(title: String, help: String, suggestion: String? = nil, choices: [String] = []) {
        self.title = title
        self.help = help
        self.suggestion = suggestion
        self.choices = choices
    }
}

/// How far the downloads of one operation are.
public struct Progress: Sendable {
    /// What is being downloaded.
    public let title: String
    /// Bytes that have arrived.
    public let done: ByteCount
    /// Bytes that are expected, where that is known.
    public let total: ByteCount?
    /// Bytes per second over the last moments.
    public let rate: ByteCount
    /// Whether this is the last word about it.
    public let isFinished: Bool
}
