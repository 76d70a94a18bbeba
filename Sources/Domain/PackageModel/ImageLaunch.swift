internal import Diagnostics

/// How the server of an image starts, and what it asks for: what a registry document adds to the image.
///
/// The image's own entrypoint is the program; nothing here can replace it.
/// Source: server.json schema 2025-12-11, package type `oci`; the order of arguments is that of the reference hosts.
public struct ImageLaunch: Sendable, Equatable {
    /// Arguments and variables of the server inside of its container.
    public let specification: LaunchSpecification
    /// Directories and files that the document wants mounted; `--mount` or `-v` with its value.
    public let mounts: [Mount]
    /// The values it asks a person for.
    public let inputs: [InputDeclaration]
    /// What the document wants and does not get, for people.
    public let warnings: [String]

    /// A mount that a document wants; it is made only within what was granted.
    public struct Mount: Sendable, Equatable {
        /// The flag and its value.
        public let argument: LaunchSpecification.Argument
        /// Whether the server is said not to start without it.
        public let isRequired: Bool
    }

    /// Reads what a registry says of a package; an image that was named directly has nothing to add.
    /// - Throws: `ModelError.refused` for an engine's option that widens what a server may do, and for variables that
    ///   no server gets.
    public init(package: ServerPackage?) throws(ModelError) {
        var builder = ImageLaunchBuilder()
        if let package {
            try builder.addOptions(package.runtimeArguments)
            for variable in package.environmentVariables { try builder.add(variable) }
            for argument in package.packageArguments { builder.add(argument) }
        }
        specification = builder.specification
        mounts = builder.mounts
        inputs = builder.inputs.merged()
        warnings = builder.warnings
    }

    /// The specification that fills in the values of the mounts, in their order.
    public func specification(of mount: Mount) -> LaunchSpecification {
        LaunchSpecification(
            command: specification.command,
            executables: [],
            arguments: [.init(value: mount.argument.value)]
        )
    }
}

struct ImageLaunchBuilder {
    var specification = LaunchSpecification(
        command: .init(.container),
        executables: [],
        arguments: []
    )
    var mounts: [ImageLaunch.Mount] = []
    var inputs: [InputDeclaration] = []
    var warnings: [String] = []

    mutating func addOptions(_ arguments: [ServerArgument]) throws(ModelError) {
        var rest = arguments[...]
        while let argument = rest.popFirst() {
            let option = ImageRunOption(argument)
            guard option.takesNext, let value = rest.first, value.form == .positional else {
                try add(option, option.input)
                continue
            }
            // `-e` and `NAME=value` as two arguments mean what they mean as one.
            rest.removeFirst()
            try add(option, value.input)
        }
    }

    private mutating func add(_ option: ImageRunOption, _ input: ServerInput) throws(ModelError) {
        switch option.meaning {
        case .alreadySo: return
        case .variable: try addVariable(input, option.name)
        case .mount: addMount(input, option.name)
        case .leftOut(let why):
            warnings.append("`\(printable(option.shown))` is left out: \(why)")
        case .refused(let why):
            guard isMutated("oci.runtime-arguments") else {
                throw .refused(what: option.shown, why: why)
            }
        }
    }

    mutating func add(_ variable: NamedServerInput) throws(ModelError) {
        try ImageEnvironment.check(variable.name)
        let slot = InputSlot(variable.input, name: variable.name)
        specification = try specification.setting(variable.name, to: slot.template)
        var asks = slot.asks
        if variable.input.value == nil { asks[0].variables = [variable.name] }
        inputs += asks
    }

    mutating func add(_ argument: ServerArgument) {
        let (declared, asks) = declaredArgument(argument)
        specification = specification.appending([declared])
        inputs += asks
    }

    /// `-e NAME=value`, its value a template; without a value its default says which variable is asked for.
    private mutating func addVariable(_ input: ServerInput, _ flag: String) throws(ModelError) {
        let text = input.value ?? input.defaultValue ?? ""
        let equals = text.firstIndex(of: "=")
        let name = String(text[..<(equals ?? text.endIndex)])
        guard !name.isEmpty else { throw .refused(what: flag, why: "it names no variable") }
        try ImageEnvironment.check(name)
        guard let equals, input.value != nil else {
            var asked = InputDeclaration(asking: input, name: name)
            asked.defaults = equals.map { [String(text[text.index(after: $0)...])] } ?? []
            asked.variables = [name]
            specification = try specification.setting(name, to: Template(input: name))
            inputs.append(asked)
            return
        }
        let value = String(text[text.index(after: equals)...])
        let template = Template(document: value, variables: input.variables)
        specification = try specification.setting(name, to: template)
        inputs += input.asks(in: template, filling: name)
    }

    private mutating func addMount(_ input: ServerInput, _ flag: String) {
        let label = String(flag.drop { $0 == "-" })
        let slot = InputSlot(input, name: label)
        mounts.append(
            .init(
                argument: .init(flag: flag, value: slot.template),
                isRequired: input.isRequired
            )
        )
        // What is asked for a mount that may be left out is asked of nobody.
        guard !input.isRequired else { return inputs += slot.asks }
        inputs += slot.asks.map { input in
            var optional = input
            optional.isRequired = false
            return optional
        }
    }
}

extension ServerInput {
    /// The variables of a template as inputs; one that fills the variable `name` alone can be given by its name.
    fileprivate func asks(in template: Template, filling name: String) -> [InputDeclaration] {
        let used = Set(template.inputs)
        return variables.filter { used.contains($0.name) }.map { variable in
            var declaration = InputDeclaration(asking: variable.input, name: variable.name)
            declaration.isSecret = declaration.isSecret || isSecret
            if template.onlyInput == variable.name { declaration.variables = [name] }
            return declaration
        }
    }
}
