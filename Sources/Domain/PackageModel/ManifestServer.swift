public import Documents

/// One server as a manifest wants it: where from, and with which values.
public struct ServerRequirement: Hashable, Sendable {
    /// Where it comes from, with the versions that are acceptable.
    public var source: SourceSpecification
    /// Arguments after the server's own.
    public var args: [ManifestValue]
    /// Plain values by the name of their variable.
    public var env: [String: ManifestValue]
    /// What is asked of each person, by name.
    public var inputs: [String: ManifestInput]
    /// The names of variables that hold secrets; never their values.
    public var secrets: [String]
    /// What the server may do, as written; judged where permissions are.
    public var permissions: JSON?
    /// The platforms of this server alone; nil means those of the manifest.
    public var platforms: [PlatformName]?
    /// Packages of the same ecosystem that are installed beside it, with their versions where it matters.
    public var with: [String] = []
    /// Which of its programs starts the server; nil for the one named like it.
    public var bin: String?
    /// Whether it runs on the machine's own Python or Node instead of a pinned one.
    public var usesSystemRuntime = false

    /// Takes what was decided; everything but the source may be left out.
    public init(
        source: SourceSpecification,
        args: [ManifestValue] = [],
        env: [String: ManifestValue] = [:],
        inputs: [String: ManifestInput] = [:],
        secrets: [String] = [],
        permissions: JSON? = nil,
        platforms: [PlatformName]? = nil
    ) {
        self.source = source
        self.args = args
        self.env = env
        self.inputs = inputs
        self.secrets = secrets
        self.permissions = permissions
        self.platforms = platforms
    }

    init(reading reader: ManifestReader) throws(ManifestError) {
        _ = try reader.object()
        guard let sourceReader = reader.member("source") else {
            throw reader.failure("its `source` is missing")
        }
        source = try sourceReader.parsed { (text) throws(ModelError) in
            try SourceSpecification(parsing: text, in: .manifest)
        }
        args =
            try reader.member("args")?
            .list { (element) throws(ManifestError) in
                try element.parsed(ManifestValue.init(parsing:))
            } ?? []
        env = try reader.member("env").map(readVariables) ?? [:]
        inputs = try reader.member("inputs").map(readInputs) ?? [:]
        secrets = try reader.member("secrets").map(readSecrets) ?? []
        if let both = secrets.first(where: { env[$0] != nil }) {
            throw reader.failure("`\(both)` is under `secrets`, so its value has no place in `env`")
        }
        permissions = try reader.member("permissions")
            .map { (value) throws(ManifestError) in .object(try value.object()) }
        platforms = try reader.member("platforms").map(readPlatforms)
        with =
            try reader.member("with")?
            .list { (element) throws(ManifestError) in try element.text() } ?? []
        bin = try reader.member("bin").map { (value) throws(ManifestError) in try value.text() }
        usesSystemRuntime = try reader.member("systemRuntime")?.truth() ?? false
        try refuseUndeclaredInputs(reader)
    }

    private func refuseUndeclaredInputs(_ reader: ManifestReader) throws(ManifestError) {
        let places =
            args.enumerated().map { ("args[\($0.offset)]", $0.element) }
            + env.sorted { $0.key < $1.key }.map { ("env." + $0.key, $0.value) }
        for (place, value) in places {
            guard let name = value.inputs.sorted().first(where: { inputs[$0] == nil }) else {
                continue
            }
            throw .malformed(
                path: reader.path + "." + place,
                why: "`\(name)` is not declared under `inputs`"
            )
        }
    }

    /// The smallest object that reads as this requirement.
    public var json: JSON {
        var object = JSONObject([("source", .string(source.description))])
        if !args.isEmpty { object["args"] = .array(args.map { .string($0.description) }) }
        if !env.isEmpty {
            object["env"] = sorted(env) { .string($0.description) }
        }
        if !inputs.isEmpty { object["inputs"] = sorted(inputs, \.json) }
        if !secrets.isEmpty { object["secrets"] = .array(secrets.map { .string($0) }) }
        object["permissions"] = permissions
        if !with.isEmpty { object["with"] = .array(with.map { .string($0) }) }
        object["bin"] = bin.map { .string($0) }
        if usesSystemRuntime { object["systemRuntime"] = true }
        object["platforms"] = platforms.map { .array($0.map { .string($0.description) }) }
        return .object(object)
    }
}

private func sorted<Value>(_ values: [String: Value], _ encode: (Value) -> JSON) -> JSON {
    .object(JSONObject(values.sorted { $0.key < $1.key }.map { ($0.key, encode($0.value)) }))
}

private func readVariables(_ reader: ManifestReader) throws(ManifestError) -> [String:
    ManifestValue]
{
    var variables: [String: ManifestValue] = [:]
    for (name, value) in try reader.members() {
        guard isVariableName(name) else {
            throw value.failure("a variable's name has letters, digits and `_`, and no digit first")
        }
        variables[name] = try value.parsed(ManifestValue.init(parsing:))
    }
    return variables
}

private func readInputs(_ reader: ManifestReader) throws(ManifestError) -> [String: ManifestInput] {
    var inputs: [String: ManifestInput] = [:]
    for (name, value) in try reader.members() {
        guard isInputName(name) else {
            throw value.failure("an input's name has 1 to 64 letters, digits, `_` and `-`")
        }
        inputs[name] = try ManifestInput(reading: value)
    }
    return inputs
}

private func readSecrets(_ reader: ManifestReader) throws(ManifestError) -> [String] {
    var names: [String] = []
    for element in try reader.elements() {
        let name = try element.text()
        guard isVariableName(name) else {
            throw element.failure("the name of a variable belongs here, never a value")
        }
        guard !names.contains(name) else { throw element.failure("it is there twice") }
        names.append(name)
    }
    return names
}

func readPlatforms(_ reader: ManifestReader) throws(ManifestError) -> [PlatformName] {
    let platforms = try reader.list { (element) throws(ManifestError) in
        try element.parsed(PlatformName.init(parsing:))
    }
    guard !platforms.isEmpty else { throw reader.failure("at least one platform belongs here") }
    guard Set(platforms).count == platforms.count else {
        throw reader.failure("one is there twice")
    }
    return platforms
}
