public import Documents

/// A value that a manifest wants from each person: what kind it is, and what they are told.
public struct ManifestInput: Hashable, Sendable {
    /// Kinds of values.
    public enum Kind: String, CaseIterable, Sendable {
        case string, number, boolean, directory, file
    }

    /// The kind of value.
    public let kind: Kind
    /// What a person reads when they are asked.
    public let help: String?
    /// What is taken when the person chooses nothing; numbers and truth values as their JSON text.
    public let defaultValue: String?
    /// The only values that are accepted; empty when any value of the kind is.
    public let choices: [String]
    /// Whether the server cannot do without; true unless there is a default or the manifest says
    /// otherwise.
    public let isRequired: Bool

    /// Takes the facts.
    public init(
        kind: Kind,
        help: String? = nil,
        defaultValue: String? = nil,
        choices: [String] = [],
        isRequired: Bool? = nil
    ) {
        self.kind = kind
        self.help = help
        self.defaultValue = defaultValue
        self.choices = choices
        self.isRequired = isRequired ?? (defaultValue == nil)
    }

    init(reading reader: ManifestReader) throws(ManifestError) {
        _ = try reader.object()
        let name = try reader.member("type")?.text() ?? Kind.string.rawValue
        guard let kind = Kind(rawValue: name) else {
            let kinds = Kind.allCases.map { "`\($0.rawValue)`" }.joined(separator: ", ")
            throw reader.failure("its type is one of \(kinds)")
        }
        let choices = try reader.member("choices")?
            .list { (choice) throws(ManifestError) in try Self.value(choice, kind) }
        let defaultReader = reader.member("default")
        let defaultValue =
            try defaultReader.map { (value) throws(ManifestError) in try Self.value(value, kind) }
        if let choices, let defaultReader, let defaultValue, !choices.contains(defaultValue) {
            throw defaultReader.failure("it is not among the choices")
        }
        self.init(
            kind: kind,
            help: try reader.member("help")?.text(),
            defaultValue: defaultValue,
            choices: choices ?? [],
            isRequired: try reader.member("required")?.truth()
        )
    }

    private static func value(_ reader: ManifestReader, _ kind: Kind) throws(ManifestError)
        -> String
    {
        switch (kind, reader.json) {
        case (.number, .number(let text)): return text
        case (.boolean, .bool(let truth)): return truth ? "true" : "false"
        case (.string, .string(let text)), (.directory, .string(let text)),
            (.file, .string(let text)):
            guard !text.utf8.contains(0) else { throw reader.failure("a value holds no NUL") }
            return text
        default: throw reader.failure("it is not a value of type `\(kind.rawValue)`")
        }
    }

    /// The smallest object that reads as this input.
    public var json: JSON {
        var object = JSONObject([("type", .string(kind.rawValue))])
        object["help"] = help.map { .string($0) }
        object["default"] = defaultValue.map(encode)
        if !choices.isEmpty { object["choices"] = .array(choices.map(encode)) }
        if isRequired != (defaultValue == nil) { object["required"] = .bool(isRequired) }
        return .object(object)
    }

    private func encode(_ value: String) -> JSON {
        switch kind {
        case .number: .number(value)
        case .boolean: .bool(value == "true")
        case .string, .directory, .file: .string(value)
        }
    }
}
