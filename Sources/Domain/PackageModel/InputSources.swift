public import Documents

extension InputDeclaration {
    /// Reads one member of a bundle's `user_config`.
    ///
    /// Source: MCPB manifest 0.4, `user_config`.
    init(userConfig node: DeclaredNode, name: String) throws(ModelError) {
        let node = try node.object()
        let text = try node.requiredText("type", limit: DocumentLimits.name)
        guard let kind = Kind(rawValue: text), kind != .path else {
            throw node.malformed("type", "`\(text)` is not a type of input")
        }
        self.init(name: name, kind: kind)
        title = try node.text("title")
        summary = try node.text("description")
        isRequired = try node.flag("required")
        isSecret = try node.flag("sensitive")
        isMultiple = try node.flag("multiple")
        defaults = try defaultValues(node)
        defaultsNameDirectories = true
        minimum = try node.number("min")
        maximum = try node.number("max")
    }

    /// Reads one member of `inputs` of a server in a project's manifest.
    ///
    /// Its members are `type`, `help`, `required`, `default`, `choices`, `multiple`, `secret`, `min` and `max`; it is
    /// required unless it has a default or says otherwise.
    /// - Throws: `ModelError.document`.
    public init(project json: JSON, name: String) throws(ModelError) {
        let place = DeclaredNode(kind: "manifest", path: "inputs.\(name)", json: json)
        let node = try place.object()
        let text = try node.text("type") ?? "string"
        guard let kind = Kind(rawValue: text) else {
            throw node.malformed("type", "`\(text)` is not a type of input")
        }
        self.init(name: name, kind: kind)
        summary = try node.text("help")
        isMultiple = try node.flag("multiple")
        isSecret = try node.flag("secret")
        defaults = try defaultValues(node)
        choices = try node.texts("choices", limit: DocumentLimits.choices)
        isRequired = try node.member("required") == nil ? defaults.isEmpty : node.flag("required")
        minimum = try node.number("min")
        maximum = try node.number("max")
    }

    /// What a registry document's input without a fixed value asks for.
    init(asking input: ServerInput, name: String) {
        let kind: Kind =
            switch input.format {
            case .string: .string
            case .number: .number
            case .boolean: .boolean
            case .filepath: .path
            }
        self.init(name: name, kind: kind)
        summary = input.description
        isRequired = input.isRequired
        isSecret = input.isSecret
        defaults = nonEmpty(input.defaultValue).map { [$0] } ?? []
        choices = input.choices
        placeholder = input.placeholder
    }
}

/// The member `default`: one value or a list of them; an empty text is none.
private func defaultValues(_ node: DeclaredNode) throws(ModelError) -> [String] {
    guard let declared = node.member("default") else { return [] }
    guard declared.json.array != nil else {
        let text = try declared.scalarText()
        return text.isEmpty ? [] : [text]
    }
    return try node.texts("default", limit: DocumentLimits.choices)
}

/// What a registry document's input becomes: a template, and what it asks the person for.
public struct InputSlot: Sendable, Equatable {
    /// What ends up in the argument, variable or header.
    public let template: Template
    /// The inputs in the template.
    public let asks: [InputDeclaration]

    /// Makes the template of a fixed value, or asks for the whole value under `name`.
    ///
    /// A fixed value is public whatever `isSecret` says; what is filled into it is secret when the whole is.
    public init(_ input: ServerInput, name: String) {
        guard let value = input.value else {
            template = Template(input: name)
            asks = [InputDeclaration(asking: input, name: name)]
            return
        }
        template = Template(document: value, variables: input.variables)
        let used = Set(template.inputs)
        asks = input.variables.filter { used.contains($0.name) }.map { variable in
            var declaration = InputDeclaration(asking: variable.input, name: variable.name)
            declaration.isSecret = declaration.isSecret || input.isSecret
            return declaration
        }
    }
}
