public import Paths

/// A launch specification with one person's values and one machine's paths filled in.
public struct ResolvedLaunch: Sendable, Equatable {
    /// Arguments after the program's own name.
    public let arguments: [LaunchRecord.Value]
    /// Variables, each name once, in order of name.
    public let environment: [Variable]

    /// One variable.
    public struct Variable: Sendable, Equatable {
        /// Its name, checked.
        public let name: String
        /// What it holds.
        public let value: LaunchRecord.Value
    }
}

/// What is known when a server is installed for one person.
public struct LaunchFacts: Sendable {
    /// The sealed directory of the version.
    public let prefix: AbsolutePath
    /// Final values of the declared inputs.
    public let inputs: ResolvedInputs
    /// Where `${HOME}` and its like are.
    public let directories: SystemDirectories

    /// Takes the three facts.
    public init(prefix: AbsolutePath, inputs: ResolvedInputs, directories: SystemDirectories) {
        self.prefix = prefix
        self.inputs = inputs
        self.directories = directories
    }
}

extension LaunchSpecification {
    /// Fills in everything that is known at install time.
    ///
    /// An optional input without value: an argument or variable that is exactly that input is left out; inside a
    /// longer text it is empty. Whatever would hold a withheld secret is left out whole. A value is never looked at
    /// again, so `${…}` in it stays as the person typed it.
    /// The person's own variables and arguments in `values` come last and are literal.
    /// - Throws: `ModelError.refused` for a forbidden variable, `.document` when a result exceeds what a system takes.
    public func resolved(_ facts: LaunchFacts, adding values: InputValues) throws(ModelError)
        -> ResolvedLaunch
    {
        var filler = TemplateFiller(facts: facts)
        var finished: [LaunchRecord.Value] = []
        for argument in arguments { finished += try filler.items(of: argument) }
        for text in values.arguments { finished.append(try filler.literal(text)) }
        var variables: [String: LaunchRecord.Value] = [:]
        for variable in environment {
            if let value = try filler.values(of: variable.value)?.first {
                variables[variable.name] = value
            }
        }
        for (name, text) in values.environment {
            try ForbiddenEnvironment.check(name)
            variables[name] = try filler.literal(text)
        }
        return ResolvedLaunch(
            arguments: finished,
            environment: variables.sorted { $0.key < $1.key }.map { .init(name: $0, value: $1) }
        )
    }

    /// Refuses `--env NAME=…` where a secret of the server ends up in that variable.
    /// - Throws: `ModelError.badValue`.
    public func checkHoldsNoSecret(variable name: String, of inputs: [InputDeclaration])
        throws(ModelError)
    {
        let secrets = Set(inputs.filter(\.isSecret).map(\.name))
        let holdsSecret = environment.contains { variable in
            variable.name == name && variable.value.inputs.contains { secrets.contains($0) }
        }
        guard !holdsSecret else {
            throw .badValue(
                input: name,
                why: "it is a secret, which is never taken from the command line"
            )
        }
    }
}

/// Concatenates the pieces of templates and keeps account of how much there is.
private struct TemplateFiller {
    let facts: LaunchFacts
    private var total = 0

    init(facts: LaunchFacts) { self.facts = facts }

    /// The arguments that one declared argument becomes: none, one, or a flag and a value for each value.
    mutating func items(of argument: LaunchSpecification.Argument) throws(ModelError)
        -> [LaunchRecord.Value]
    {
        let flag = argument.flag.map { [LaunchRecord.Value([.text($0)])] } ?? []
        guard let template = argument.value else { return flag }
        return try values(of: template)?.flatMap { flag + [$0] } ?? []
    }

    /// The values of a template: several only when it is exactly one input with several; nil to leave it out.
    mutating func values(of template: Template) throws(ModelError) -> [LaunchRecord.Value]? {
        if template.inputs.contains(where: { facts.inputs.isWithheld($0) }) { return nil }
        guard let input = template.onlyInput else { return [try joined(template)] }
        guard let values = facts.inputs.values(of: input) else { return nil }
        var texts: [LaunchRecord.Value] = []
        for value in values { texts.append(try literal(value)) }
        return texts
    }

    mutating func literal(_ text: String) throws(ModelError) -> LaunchRecord.Value {
        try count(text.utf8.count)
        return [.text(text)]
    }

    private mutating func joined(_ template: Template) throws(ModelError) -> LaunchRecord.Value {
        var value: LaunchRecord.Value = []
        var size = 0
        for piece in template.pieces {
            guard let text = text(of: piece) else {
                value.append(.workspace)
                continue
            }
            size += text.utf8.count
            guard size <= DocumentLimits.argument else { throw tooLong }
            if case .text(let before)? = value.last {
                value[value.count - 1] = .text(before + text)
            } else {
                value.append(.text(text))
            }
        }
        try count(size)
        return value
    }

    /// The text of a piece; nil for the workspace, which is known only when the server starts.
    private func text(of piece: Template.Piece) -> String? {
        switch piece {
        case .text(let text): text
        case .prefix: facts.prefix.description
        case .directory(let directory): facts.directories[directory]
        case .input(let name): facts.inputs.values(of: name)?.first ?? ""
        case .workspace: nil
        }
    }

    private mutating func count(_ size: Int) throws(ModelError) {
        total += size
        guard size <= DocumentLimits.argument, total <= DocumentLimits.commandLine else {
            throw tooLong
        }
    }

    private var tooLong: ModelError {
        .document(
            kind: "command line",
            path: "its arguments and variables",
            why: "with all values filled in they are longer than a system takes"
        )
    }
}
