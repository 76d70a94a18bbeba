internal import Cryptography
internal import Diagnostics
internal import Documents
internal import Filesystem
internal import Hosts
internal import PackageFormats
internal import PackageModel
internal import Paths
internal import Registries
internal import Store
internal import Trust

/// Works out the start of one instance: values and paths filled in, the runtime found.
struct LaunchPreparation {
    let environment: Environment
    let scope: Scope

    /// The record, what hosts are linked to, and the words for people.
    struct Start {
        let record: LaunchRecord?
        let target: LinkTarget
        let commandLine: String
        let notes: [String]
    }

    func start(
        _ wanted: WantedInstance,
        _ contents: PrefixContents,
        _ plan: ServerPlan,
        _ values: InputValues
    ) throws -> Start {
        let directories = SystemDirectories(home: environment.home)
        let inputs = try ResolvedInputs(
            values,
            for: plan.inputs,
            server: wanted.locked.name.description,
            directories: directories
        )
        guard let launch = plan.launch else {
            let isPersonal = plan.inputs.contains { values.value(of: $0) != nil }
            return try remote(plan, inputs, isPersonal: isPersonal)
        }
        let facts = LaunchFacts(prefix: contents.path, inputs: inputs, directories: directories)
        let resolved = try launch.resolved(facts, adding: values)
        if case .container = launch.command.program {
            return try container(wanted, contents, plan, launch, resolved, facts)
        }
        let program = try program(launch, contents)
        var record = LaunchRecord(
            server: wanted.locked.name.description,
            version: wanted.locked.version,
            prefix: contents.path,
            prefixDigest: contents.seal.digest,
            executable: program.executable,
            arguments: resolved.arguments,
            environment: resolved.environment.map { ($0.name, $0.value) },
            state: environment.layout.state(wanted.id, in: scope)
        )
        record.confinement = plan.permissions.confinement(inputs: inputs)
        record.confinement.runtimes = program.roots
        record.runtime = program.runtime
        record.bytecode = bytecode(contents)
        return Start(
            record: record,
            target: .local,
            commandLine: displayed(record),
            notes: inputs.notes
        )
    }

    private func container(
        _ wanted: WantedInstance,
        _ contents: PrefixContents,
        _ plan: ServerPlan,
        _ launch: LaunchSpecification,
        _ resolved: ResolvedLaunch,
        _ facts: LaunchFacts
    ) throws -> Start {
        guard let image = try ContainerFacts(prefix: contents.path) else {
            throw StoreError.damaged(path: contents.path)
        }
        let container = ContainerLaunch(
            environment: environment,
            engine: try ContainerEngineSearch(environment: environment).find(),
            image: image.image,
            plan: try ImageLaunch(package: contents.imagePackage),
            granted: plan.permissions.confinement(inputs: facts.inputs),
            project: project
        )
        let start = try container.start(launch, resolved, facts)
        var record = LaunchRecord(
            server: wanted.locked.name.description,
            version: wanted.locked.version,
            prefix: contents.path,
            prefixDigest: contents.seal.digest,
            executable: start.executable,
            arguments: start.arguments,
            environment: start.environment,
            state: environment.layout.state(wanted.id, in: scope)
        )
        record.confinement = start.confinement
        return Start(
            record: record,
            target: .local,
            commandLine: displayed(record),
            notes: facts.inputs.notes + start.notes
        )
    }

    private var project: AbsolutePath? {
        guard case .project(let path) = scope else { return nil }
        return path
    }

    /// The program, the runtime behind it, and what that needs to read beside the prefix.
    private struct Program {
        let executable: AbsolutePath
        let runtime: RuntimeIdentity?
        let roots: [AbsolutePath]
    }

    private func program(_ launch: LaunchSpecification, _ contents: PrefixContents) throws
        -> Program
    {
        let own = contents.facts.runtime
        switch launch.command.program {
        case .bundled(let path):
            return Program(
                executable: contents.path.appending(path),
                runtime: own?.identity,
                roots: own?.roots ?? []
            )
        case .container:
            let engine = try ContainerEngineSearch(environment: environment).find()
            return Program(executable: engine.program, runtime: nil, roots: [])
        case .runtime(let runtime, let range):
            if let own {
                return Program(executable: own.executable, runtime: own.identity, roots: own.roots)
            }
            let wish = RuntimeWish(RuntimeKind(runtime), range)
            let found = try MachineRuntimes(environment: environment).find(wish)
            return Program(
                executable: found.executable,
                runtime: found.identity,
                roots: found.roots
            )
        }
    }

    /// Where the byte code of a Python closure will be.
    private func bytecode(_ contents: PrefixContents) -> AbsolutePath? {
        guard let runtime = contents.facts.runtime, runtime.name == RuntimeKind.cpython.rawValue
        else { return nil }
        return environment.layout.bytecode(
            of: contents.seal.digest,
            interpreter: runtime.identity.digest
        )
    }

    private func remote(_ plan: ServerPlan, _ inputs: ResolvedInputs, isPersonal: Bool) throws
        -> Start
    {
        let format = RemoteFormat()
        let remote =
            try plan.remote.map { try format.plan($0, inputs: inputs) }
            ?? format.plan(url: plan.remoteURL ?? "")
        let endpoint = RemoteEndpoint(
            url: remote.url,
            kind: remote.kind == .sse ? .sse : .http,
            headers: remote.headers.map { .init(name: $0.name, value: $0.value) }
        )
        return Start(
            record: nil,
            target: .remote(endpoint, isPersonal: isPersonal),
            commandLine: remote.url,
            notes: inputs.notes
        )
    }

    private func displayed(_ record: LaunchRecord) -> String {
        ([record.executable.description] + record.arguments.map(text)).map(shellQuoted).joined(
            separator: " "
        )
    }

    private func text(_ value: LaunchRecord.Value) -> String {
        value.map { piece in
            switch piece {
            case .text(let text): text
            case .workspace: "${workspace}"
            }
        }.joined()
    }
}

/// A word as a person would have to type it in a shell.
func shellQuoted(_ word: String) -> String {
    let plain = word.utf8.allSatisfy { byte in
        switch byte {
        case 48...57, 65...90, 97...122: true
        default: "-_./=:@%+,".utf8.contains(byte)
        }
    }
    if plain, !word.isEmpty { return word }
    let pieces = word.split(separator: "'", omittingEmptySubsequences: false).map { "'" + $0 + "'" }
    return pieces.joined(separator: "\\'")
}
