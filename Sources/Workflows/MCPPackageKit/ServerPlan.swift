internal import Cryptography
internal import Diagnostics
internal import Documents
internal import Filesystem
internal import Hosts
internal import PackageFormats
internal import PackageModel
internal import Paths

/// How one instance starts and what it asks for: the bundle's plan with the manifest's decisions on top.
struct ServerPlan {
    /// How it starts; nil for a remote server.
    let launch: LaunchSpecification?
    /// The endpoint; nil for a local server.
    let remote: ServerRemote?
    /// An endpoint that was named by its URL alone.
    let remoteURL: String?
    /// The values it asks for.
    let inputs: [InputDeclaration]
    /// What the lock pins, from the bundle alone.
    let launchDigest: String?
    let asksDigest: String?
    /// What the manifest grants it.
    let permissions: Permissions
    /// What a person may want to know.
    let warnings: [String]

    /// Joins what is in the prefix with the manifest's entry.
    init(contents: PrefixContents, locked: LockedServer, requirement: ServerRequirement) throws {
        permissions = try requirement.permissions.map { try Permissions(json: $0) } ?? .none
        let own = try requirement.inputs.sorted { $0.key < $1.key }.map { name, input in
            try InputDeclaration(project: input.json, name: name)
        }
        for secret in requirement.secrets {
            throw ModelError.unsupported(
                what:
                    "`\(locked.name)` needs the secret `\(printable(secret))`, and this version of mcppkg cannot keep one",
                remedy: "take `\(printable(secret))` out of `secrets` in the manifest"
            )
        }
        if locked.remote != nil {
            let endpoint = contents.document?.remotes.first { $0.url == locked.remote?.url }
            try endpoint.map(PublishedTexts.init)?.refuseSecretReferences(server: locked.name)
            launch = nil
            remote = endpoint
            remoteURL = locked.remote?.url
            inputs = ((endpoint.map { RemoteFormat().inputs(of: $0) } ?? []) + own).merged()
            launchDigest = nil
            asksDigest = nil
            warnings = []
            return
        }
        let plan = try contents.plan(locked)
        try PublishedTexts(plan).refuseSecretReferences(server: locked.name)
        var launch = plan.launch
        for argument in requirement.args {
            let template = try Template(project: argument.description, inputs: own)
            launch = launch.appending([.init(value: template)])
        }
        for (name, value) in requirement.env.sorted(by: { $0.key < $1.key }) {
            launch = try launch.setting(name, to: Template(project: value.description, inputs: own))
        }
        self.launch = launch
        remote = nil
        remoteURL = nil
        inputs = (plan.inputs + own).merged()
        launchDigest = plan.launchDigest.hex
        asksDigest = plan.asksDigest.hex
        warnings =
            plan.warnings
            + permissions.unknown.map {
                "`\($0)` under `permissions` is not known to this version of mcppkg and grants nothing"
            }
    }
}

/// Gathers a person's values for one server: what was given, what was chosen before, what is asked now.
struct ValueGathering {
    let environment: Environment
    let name: String
    let plan: ServerPlan

    /// What a person gave on the command line.
    struct Given {
        var inputs: [(name: String, value: String)] = []
        var variables: [(name: String, value: String)] = []
        var arguments: [String] = []

        var isEmpty: Bool { inputs.isEmpty && variables.isEmpty && arguments.isEmpty }
    }

    /// Adds what was given to what was chosen before, checked.
    func adding(_ given: Given, to chosen: InputValues) throws -> InputValues {
        var values = chosen
        let grouped = Dictionary(grouping: given.inputs, by: \.name).mapValues { $0.map(\.value) }
        for (name, texts) in grouped.sorted(by: { $0.key < $1.key }) {
            if texts == [""] {
                values.inputs[name] = nil
                continue
            }
            let checked = try plan.inputs.checked(input: name, values: texts)
            values.inputs[name] =
                try plan.inputs.named(name).map { try located(checked, for: $0) } ?? checked
        }
        for (name, value) in given.variables {
            try plan.inputs.check(variable: name, value: value)
            try plan.launch?.checkHoldsNoSecret(variable: name, of: plan.inputs)
            guard !isSecretReference(value) else { throw ConsentError.secretReference(name: name) }
            values.environment[name] = value
        }
        if !given.arguments.isEmpty { values.arguments = given.arguments }
        return values
    }

    /// Asks for what is required and has no value; without a terminal the caller's check refuses.
    func asking(_ values: InputValues) throws -> InputValues {
        var values = values
        for input in values.missing(of: plan.inputs) {
            let prompt = Prompt(
                title: input.title ?? input.name,
                help: input.summary ?? "",
                suggestion: input.defaults.first,
                choices: input.choices
            )
            guard let answer = environment.interaction.ask(prompt), !answer.isEmpty else {
                continue
            }
            let checked = try plan.inputs.checked(input: input.name, values: [answer])
            values.inputs[input.name] = try located(checked, for: input)
        }
        return values
    }

    /// Makes paths absolute and sees that they are there.
    private func located(_ values: [String], for input: InputDeclaration) throws -> [String] {
        guard [.directory, .file, .path].contains(input.kind) else { return values }
        return try values.map { text in
            let path =
                text.hasPrefix("~/")
                ? try AbsolutePath(String(text.dropFirst(2)), below: environment.home)
                : try AbsolutePath(text, below: environment.workingDirectory)
            let kind = try Files.status(path)?.kind
            let isRight =
                switch input.kind {
                case .directory: kind == .directory
                case .file: kind == .file
                default: kind != nil
                }
            guard isRight else {
                throw ModelError.badValue(
                    input: input.name,
                    why: "`\(path)` is not a \(input.kind.rawValue) that is there"
                )
            }
            return path.description
        }
    }
}
