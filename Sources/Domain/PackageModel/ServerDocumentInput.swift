/// A value that a registry document fixes, or asks for.
///
/// Source: server.json schema 2025-12-11, `Input` and `InputWithVariables`.
public struct ServerInput: Sendable, Equatable {
    /// What the text has to be.
    public enum Format: String, Sendable {
        case string, number, boolean, filepath
    }

    /// For people.
    public let description: String?
    /// Whether the server cannot start without it.
    public let isRequired: Bool
    /// Whether it is a password, a token or the like.
    public let isSecret: Bool
    /// What the text has to be; an unknown format counts as `string`.
    public let format: Format
    /// Fixed by the publisher, apart from its `{name}` parts.
    public let value: String?
    /// Used where the person says nothing.
    public let defaultValue: String?
    /// An example for people; never used as a value.
    public let placeholder: String?
    /// The only values allowed; empty where every value is.
    public let choices: [String]
    /// What the `{name}` parts of `value` stand for; these have no variables of their own.
    public let variables: [NamedServerInput]

    init(_ node: DeclaredNode, nested: Bool = false) throws(ModelError) {
        let node = try node.object()
        description = try node.text("description")
        isRequired = try node.flag("isRequired")
        isSecret = try node.flag("isSecret")
        format = try node.text("format").flatMap(Format.init(rawValue:)) ?? .string
        value = try node.scalar("value")
        defaultValue = try node.scalar("default")
        placeholder = try node.scalar("placeholder")
        choices = try node.texts("choices", limit: DocumentLimits.choices)
        variables = nested ? [] : try Self.variables(node)
    }

    static func variables(_ node: DeclaredNode) throws(ModelError) -> [NamedServerInput] {
        var variables: [NamedServerInput] = []
        for (name, node) in try node.members("variables", limit: DocumentLimits.inputs) {
            variables.append(
                NamedServerInput(name: name, input: try ServerInput(node, nested: true))
            )
        }
        return variables
    }
}

/// An input with the name of its variable or header.
public struct NamedServerInput: Sendable, Equatable {
    /// The name of an environment variable, a header, or a template variable.
    public let name: String
    /// What it holds.
    public let input: ServerInput

    static func list(_ node: DeclaredNode, _ key: String) throws(ModelError) -> [NamedServerInput] {
        var inputs: [NamedServerInput] = []
        for node in try node.list(key, limit: DocumentLimits.inputs) {
            let name = try node.object().requiredText("name", limit: DocumentLimits.name)
            inputs.append(NamedServerInput(name: name, input: try ServerInput(node)))
        }
        return inputs
    }
}

/// One argument of a command line.
///
/// Source: server.json schema 2025-12-11, `PositionalArgument` and `NamedArgument`.
public struct ServerArgument: Sendable, Equatable {
    /// How the argument is written.
    public enum Form: Sendable, Equatable {
        /// The value alone.
        case positional
        /// The flag with its dashes, then the value as an argument of its own.
        case named(String)
    }

    /// How it is written.
    public let form: Form
    /// What the person calls it; for positional arguments a label that never reaches the command line.
    public let label: String
    /// Whether the person may give several values.
    public let isRepeated: Bool
    /// What it holds.
    public let input: ServerInput

    init(_ node: DeclaredNode, number: Int) throws(ModelError) {
        let node = try node.object()
        input = try ServerInput(node)
        isRepeated = try node.flag("isRepeated")
        switch try node.requiredText("type", limit: DocumentLimits.name) {
        case "positional":
            form = .positional
            let hint = try node.text("valueHint", limit: DocumentLimits.name)
            label = nonEmpty(hint) ?? "argument\(number)"
        case "named":
            let name = try node.requiredText("name", limit: DocumentLimits.name)
            form = .named(name)
            let bare = String(name.drop { $0 == "-" })
            label = bare.isEmpty ? name : bare
        default:
            throw node.malformed("type", "neither `positional` nor `named`")
        }
    }
}
