internal import Diagnostics
internal import Dispatch
internal import Filesystem
internal import PackageModel
internal import Paths
internal import Store

/// Why there is no answer.
struct Silence: Error {
    let why: String
}

/// Asks the configured package registries through the resolver of `install`, without cooldown: no runner has one.
func registryAnswer(_ environment: Environment) -> CommandLineScan.Resolve {
    { line, _ in
        let resolver = ServerResolver(
            environment: environment,
            directory: environment.workingDirectory,
            cooldown: .none,
            notAfter: nil,
            platforms: [environment.platform]
        )
        let resolved = try resolver.resolve(line.source)
        var server = resolved.locked(as: InstanceID(default: resolved.name))
        guard case .package(let root) = resolved.offer else {
            return CommandLineScan.Answer(server: server)
        }
        let found = try survey(root, line, resolver)
        server.packages = found.packages
        return CommandLineScan.Answer(server: server, facts: found.facts)
    }
}

/// Everything that the package would bring along today.
private func survey(_ root: PackageRoot, _ line: CommandLineSource, _ resolver: ServerResolver)
    throws
    -> (packages: [LockedPackage], facts: [CommandLineScan.Fact])
{
    let environment = resolver.environment
    var requirement = ServerRequirement(source: line.source)
    requirement.with = line.additions
    let staging = try environment.beginStaging()
    let scratch = try staging.directory.make("survey").path
    switch root.ecosystem {
    case .pypi:
        return try PythonClosureLocking(
            environment: environment,
            resolver: resolver,
            staging: staging,
            scratch: scratch
        ).survey(root, requirement)
    case .npm:
        return try NodeClosureLocking(
            environment: environment,
            resolver: resolver,
            staging: staging,
            scratch: scratch
        ).survey(root, requirement)
    }
}

/// Waits for an answer as long as `patience`; what comes later is nobody's.
///
/// The work runs on a thread of its own, which is left behind at the deadline and ends with the process. The box is
/// written before the signal and read after it, or not at all.
func answer(
    within patience: Duration,
    _ work: @escaping @Sendable () throws -> CommandLineScan.Answer?
) -> Result<CommandLineScan.Answer, Silence> {
    let box = AnswerBox()
    let done = DispatchSemaphore(value: 0)
    DispatchQueue.global().async {
        box.result = Result(catching: work)
        done.signal()
    }
    let milliseconds = Int(patience.components.seconds) * 1000
    guard done.wait(timeout: .now() + .milliseconds(milliseconds)) == .success else {
        return .failure(Silence(why: "no answer came within \(patience.components.seconds) s"))
    }
    switch box.result {
    case .success(let answer?)?: return .success(answer)
    case .failure(let error as any UserFacingError)?: return .failure(Silence(why: error.reason))
    default: return .failure(Silence(why: "nothing here can answer"))
    }
}

/// Written by the worker before its signal and read by the waiting thread after it.
private final class AnswerBox: @unchecked Sendable {
    var result: Result<CommandLineScan.Answer?, any Error>?
}
