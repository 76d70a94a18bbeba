public import Documents

/// What one person chose for one instance; the content of `values.json`.
public struct InputValues: Sendable, Equatable {
    /// Values by input; several for an input that takes several.
    public var inputs: [String: [String]]
    /// Variables by name, on top of what the server declares.
    public var environment: [String: String]
    /// Arguments after all others, taken literally.
    public var arguments: [String]

    /// Takes the three kinds of values; nothing where nothing was chosen.
    public init(
        inputs: [String: [String]] = [:],
        environment: [String: String] = [:],
        arguments: [String] = []
    ) {
        self.inputs = inputs
        self.environment = environment
        self.arguments = arguments
    }

    /// Whether nothing was chosen.
    public var isEmpty: Bool { inputs.isEmpty && environment.isEmpty && arguments.isEmpty }

    /// The stored form, members in order of name.
    public var json: JSON {
        let inputs = inputs.sorted { $0.key < $1.key }.map { name, values in
            (name, JSON.array(values.map { .string($0) }))
        }
        let environment = environment.sorted { $0.key < $1.key }.map { name, value in
            (name, JSON.string(value))
        }
        return [
            "inputs": .object(JSONObject(inputs)),
            "environment": .object(JSONObject(environment)),
            "arguments": .array(arguments.map { .string($0) }),
        ]
    }

    /// Reads the stored form; a single text stands for a list of one.
    /// - Throws: `ModelError.document`.
    public init(json: JSON) throws(ModelError) {
        let root = try DeclaredNode(kind: "values file", path: "", json: json).object()
        self.init()
        for (name, node) in try root.members("inputs", limit: DocumentLimits.inputs) {
            var values: [String] = []
            let several = node.json.array != nil
            for value in try several ? node.elements(limit: DocumentLimits.choices) : [node] {
                values.append(try value.scalarText())
            }
            inputs[name] = values
        }
        for (name, node) in try root.members("environment", limit: DocumentLimits.inputs) {
            environment[name] = try node.scalarText()
        }
        arguments = try root.texts("arguments", limit: DocumentLimits.inputs)
    }
}
