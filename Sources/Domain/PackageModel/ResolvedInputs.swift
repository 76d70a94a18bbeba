internal import Diagnostics

/// Every declared input with its final values, ready to be put into templates.
public struct ResolvedInputs: Sendable, Equatable {
    private let values: [String: [String]]
    private let secrets: Set<String>
    /// What a person should know: secrets left out, values that nothing asks for any more.
    public let notes: [String]

    /// The values of an input; nil where there are none.
    public func values(of input: String) -> [String]? { values[input] }

    /// Whether the input is a secret, which therefore has no value here.
    public func isWithheld(_ input: String) -> Bool { secrets.contains(input) }

    /// Joins what a person chose with what was declared.
    ///
    /// A declared default satisfies a required input. The reference implementation of bundles ignores defaults
    /// there, because its form shows them filled in; here nobody saw a form, and the default is what it would show.
    /// `server` is the server's name, for errors.
    /// - Throws: `ModelError.unsupported` for a required secret, `.missingInput` for another required input
    ///   without value, `.badValue` for a value that does not fit.
    public init(
        _ chosen: InputValues,
        for declarations: [InputDeclaration],
        server: String,
        directories: SystemDirectories
    ) throws(ModelError) {
        var values: [String: [String]] = [:]
        var secrets: Set<String> = []
        var notes: [String] = []
        for input in declarations {
            if input.isSecret {
                try refuseRequiredSecret(input, server: server)
                secrets.insert(input.name)
                notes.append("the optional secret `\(input.name)` is left out")
            } else if let given = chosen.value(of: input) {
                values[input.name] = try input.validated(given)
            } else if let defaults = usable(input.defaults(in: directories)) {
                values[input.name] = defaults
            } else if input.isRequired {
                throw .missingInput(name: input.name, server: server)
            }
        }
        for name in chosen.inputs.keys.sorted() where declarations.named(name) == nil {
            notes.append("nothing asks for `\(name)` any more; its value is kept and not used")
        }
        self.values = values
        self.secrets = secrets
        self.notes = notes
    }
}

extension InputValues {
    /// The values chosen for an input, directly or through a variable that is exactly this input.
    ///
    /// An empty text does not answer a required input.
    public func value(of input: InputDeclaration) -> [String]? {
        let direct = ([input.name] + input.variables).lazy.compactMap { inputs[$0] }.first
        let variable = input.variables.lazy.compactMap { environment[$0] }.first.map { [$0] }
        guard let given = direct ?? variable, !given.isEmpty else { return nil }
        return input.isRequired ? usable(given) : given
    }

    /// The required inputs that still need a value, to ask a person for; secrets are not among them.
    public func missing(of declarations: [InputDeclaration]) -> [InputDeclaration] {
        declarations.filter { input in
            input.isRequired && !input.isSecret && value(of: input) == nil
                && usable(input.defaults) == nil
        }
    }
}

/// Values of which none is empty; nil where that leaves nothing.
private func usable(_ values: [String]) -> [String]? {
    values.isEmpty || values.contains("") ? nil : values
}

private func refuseRequiredSecret(_ input: InputDeclaration, server: String) throws(ModelError) {
    guard isMutated("input.required-secret") || !input.isRequired else {
        throw .unsupported(
            what: "`\(server)` needs the secret `\(input.name)`, "
                + "and this version of mcppkg cannot keep one",
            remedy: nil
        )
    }
}
