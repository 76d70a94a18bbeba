internal import Diagnostics
public import Paths

/// How a bundle starts on one system, and what it asks for.
public struct BundleLaunch: Sendable, Equatable {
    /// The command line before anybody's values.
    public let specification: LaunchSpecification
    /// The values it needs, each name once.
    public let inputs: [InputDeclaration]

    /// Joins a manifest with what the registry says of the package.
    ///
    /// Arguments of the registry follow those of the manifest, variables of the registry lie on top. Each is
    /// checked: the program, what an interpreter gets before its script, and the name of every variable.
    /// `files` is what was unpacked.
    /// - Throws: `ModelError.refused` for a launcher, option or variable that is forbidden, `.document` for a
    ///   file that the manifest names and the bundle lacks.
    /// Source: MCPB manifest 0.4; server.json schema 2025-12-11; the order is that of the reference hosts.
    public init(
        manifest: BundleManifest,
        package: ServerPackage?,
        files: Set<RelativePath>,
        platform: BundlePlatform
    ) throws(ModelError) {
        let configuration = manifest.server.configuration(on: platform)
        var builder = try BundleLaunchBuilder(manifest, configuration, files)
        for variable in configuration.environment { try builder.add(variable) }
        if let package { try builder.add(package) }
        specification = builder.specification
        inputs = builder.inputs.merged()
    }
}

/// How a package of a package registry starts, and what it asks for.
public struct PackageLaunch: Sendable, Equatable {
    /// The command line before anybody's values.
    public let specification: LaunchSpecification
    /// The values it needs, each name once.
    public let inputs: [InputDeclaration]

    /// Joins the program that was found in a package with what a registry document says of the package.
    ///
    /// `leading` are the arguments that select the program; the document's follow. Arguments for a runner that only
    /// answer its questions (`-y`) are left out, because there is no runner.
    /// - Throws: `ModelError.refused` for other arguments for a runner, and for forbidden variables.
    public init(
        command: LaunchSpecification.Command,
        leading: [Template],
        package: ServerPackage?
    ) throws(ModelError) {
        var builder = BundleLaunchBuilder(
            specification: LaunchSpecification(
                command: command,
                executables: [],
                arguments: leading.map { .init(value: $0) }
            ),
            inputs: []
        )
        if let package { try builder.add(package, ignoring: ["-y", "--yes", "-q", "--quiet"]) }
        specification = builder.specification
        inputs = builder.inputs.merged()
    }
}

private struct BundleLaunchBuilder {
    var specification: LaunchSpecification
    var inputs: [InputDeclaration]

    init(
        _ manifest: BundleManifest,
        _ configuration: BundleServer.Configuration,
        _ files: Set<RelativePath>
    ) throws(ModelError) {
        let inputs = manifest.userConfig
        self.inputs = inputs
        if manifest.server.kind == .uv {
            try requireEntryPoint(manifest, files)
            let command = try BundleProjectCommand(
                configuration,
                entryPoint: manifest.server.entryPoint
            )
            specification = LaunchSpecification(
                command: .own(try BundleProjectCommand.python()),
                executables: [],
                arguments: try command.leading(inputs: inputs).map { .init(value: $0) }
            )
            return
        }
        let declared = try ForbiddenLaunch.command(
            Template(bundle: configuration.command, inputs: inputs, isArgument: false),
            files: files
        )
        try requireEntryPoint(manifest, files)
        var arguments = configuration.arguments.map { text in
            Template(bundle: text, inputs: inputs, isArgument: true)
        }
        var executables: [RelativePath] = []
        switch declared.program {
        case .bundled(let file): executables = [file]
        case .container: break
        case .runtime(let runtime, _):
            arguments = try InterpreterArguments(runtime: runtime, files: files).checked(arguments)
        }
        if manifest.server.kind == .binary { executables.append(manifest.server.entryPoint) }
        specification = LaunchSpecification(
            command: declared.narrowed(by: manifest.compatibility),
            executables: Set(executables).sorted(),
            arguments: arguments.map { LaunchSpecification.Argument(value: $0) }
        )
    }

    mutating func add(_ variable: BundleVariable) throws(ModelError) {
        let template = Template(bundle: variable.value, inputs: inputs, isArgument: false)
        specification = try specification.setting(variable.name, to: template)
        guard let name = template.onlyInput else { return }
        for index in inputs.indices where inputs[index].name == name {
            inputs[index].variables.append(variable.name)
        }
    }

    init(specification: LaunchSpecification, inputs: [InputDeclaration]) {
        self.specification = specification
        self.inputs = inputs
    }

    mutating func add(_ package: ServerPackage, ignoring answers: Set<String> = [])
        throws(ModelError)
    {
        let refused = package.runtimeArguments.filter { !isAnswer($0, answers) }
        guard isMutated("launch.runtime-arguments") || refused.isEmpty else {
            throw .refused(
                what: "runtimeArguments",
                why: "what the registry wants to tell a runtime is never passed on to one"
            )
        }
        for argument in package.packageArguments { add(argument) }
        for variable in package.environmentVariables { try add(variable) }
    }

    private mutating func add(_ argument: ServerArgument) {
        let (declared, asks) = declaredArgument(argument)
        specification = specification.appending([declared])
        inputs += asks
    }

    /// A variable that the manifest fills from an input of its own is that input, described twice; it is asked once.
    private mutating func add(_ variable: NamedServerInput) throws(ModelError) {
        let filled = inputs.firstIndex { $0.variables.contains(variable.name) }
        if let filled, variable.input.value == nil {
            inputs[filled].isSecret = inputs[filled].isSecret || variable.input.isSecret
            inputs[filled].isRequired = inputs[filled].isRequired || variable.input.isRequired
            return
        }
        let slot = InputSlot(variable.input, name: variable.name)
        specification = try specification.setting(variable.name, to: slot.template)
        var asks = slot.asks
        if variable.input.value == nil { asks[0].variables = [variable.name] }
        inputs += asks
    }
}

private func isAnswer(_ argument: ServerArgument, _ answers: Set<String>) -> Bool {
    switch argument.form {
    case .named(let flag): answers.contains(flag) && argument.input.value == nil
    case .positional: argument.input.value.map(answers.contains) ?? false
    }
}

/// An argument of a registry document with what it asks for.
func declaredArgument(_ argument: ServerArgument)
    -> (LaunchSpecification.Argument, [InputDeclaration])
{
    let input = argument.input
    guard case .named(let flag) = argument.form else {
        let slot = InputSlot(input, name: argument.label)
        return (.init(value: slot.template), slot.repeated(argument.isRepeated))
    }
    let standsAlone = input.value == nil && input.defaultValue == nil && input.description == nil
    if standsAlone && !input.isRequired && input.choices.isEmpty && input.format == .string {
        return (.init(flag: flag, value: nil), [])
    }
    let slot = InputSlot(input, name: argument.label)
    return (.init(flag: flag, value: slot.template), slot.repeated(argument.isRepeated))
}

extension InputSlot {
    /// The inputs, able to take several values when the argument may be repeated and is one input.
    fileprivate func repeated(_ isRepeated: Bool) -> [InputDeclaration] {
        guard isRepeated, template.onlyInput != nil else { return asks }
        return asks.map { input in
            var several = input
            several.isMultiple = true
            return several
        }
    }
}

extension LaunchSpecification.Command {
    /// The same program, with the versions that the bundle needs beside those that the command names.
    fileprivate func narrowed(by needs: BundleCompatibility) -> LaunchSpecification.Command {
        guard case .runtime(let runtime, let named) = program else { return self }
        let needed = runtime == .python ? needs.python : needs.node
        guard let named else { return .init(.runtime(runtime, needed)) }
        return .init(.runtime(runtime, needed.map { named.and($0) } ?? named))
    }
}

private func requireEntryPoint(_ manifest: BundleManifest, _ files: Set<RelativePath>)
    throws(ModelError)
{
    let entry = manifest.server.entryPoint
    guard isMutated("launch.entry-point") || files.contains(entry) else {
        throw .document(
            kind: "bundle manifest",
            path: "server.entry_point",
            why: "`\(entry)` is not in the bundle"
        )
    }
}
