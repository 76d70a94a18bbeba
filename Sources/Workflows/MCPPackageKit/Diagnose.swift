public import Diagnostics
internal import Filesystem
internal import Hosts
internal import Launcher
public import PackageModel
internal import Paths
internal import Processes
internal import Store

/// Runs independent checks; each gives findings with a remedy.
public struct Diagnose {
    /// One thing that needs a person.
    public struct Finding: Sendable {
        /// Stable slug.
        public let code: ErrorCode
        /// The exit status it would give.
        public let category: ErrorCategory
        /// What is the matter.
        public let reason: String
        /// What to do about it.
        public let remedy: String
    }

    private let environment: Environment
    private let scope: PackageModel.Scope

    /// Works in one scope.
    public init(environment: Environment, scope: PackageModel.Scope) {
        self.environment = environment
        self.scope = scope
    }

    /// All findings; a check that itself fails is a finding.
    public func run() -> [Finding] {
        let checks: [() throws -> [Finding]] = [
            unfinished, documents, instances, hostFiles, programs, confinement,
        ]
        return checks.flatMap { check in
            do {
                return try check()
            } catch let error as any UserFacingError {
                return [finding(error)]
            } catch {
                return []
            }
        }
    }

    private func finding(_ error: any UserFacingError) -> Finding {
        Finding(
            code: error.code,
            category: error.category,
            reason: error.reason,
            remedy: error.remedy ?? "run `mcppkg verify`"
        )
    }

    private func unfinished() throws -> [Finding] {
        let journal = Journal(layout: environment.layout, rebase: { _ in nil })
        guard try journal.isUnfinished() else { return [] }
        return [
            Finding(
                code: "store.unfinished",
                category: .drift,
                reason: "an interrupted command is not finished",
                remedy: "run `mcppkg sync`, which finishes it"
            )
        ]
    }

    private func confinement() throws -> [Finding] {
        guard SandboxSupport.current.landlock == 0,
            try !Instances(layout: environment.layout).all(in: scope).isEmpty
        else { return [] }
        return [
            Finding(
                code: "sandbox.no-landlock",
                category: .environment,
                reason: "this kernel has no Landlock, so servers reach every file that you reach",
                remedy: "run a Linux kernel 5.13 or later with Landlock enabled"
            )
        ]
    }

    private func documents() throws -> [Finding] {
        let state = try ScopeState(layout: environment.layout, scope: scope)
        let wrong = state.lock.unresolved(state.sources) + state.lock.superfluous(state.sources)
        return wrong.map { id in
            finding(KitError.lockStale(why: "`\(id)` differs between them"))
        }
    }

    private func instances() throws -> [Finding] {
        var findings: [Finding] = []
        for instance in try Instances(layout: environment.layout).all(in: scope) {
            let current = instance.current
            let missing = try missingProgram(instance)
            findings += missing
            do {
                try SealCheck.check(
                    prefix: current.prefix,
                    digest: current.prefixDigest,
                    layout: environment.layout,
                    server: instance.id.description
                )
            } catch {
                findings.append(finding(error))
                continue
            }
            findings += try changedRuntime(instance)
            // Facts that were changed say nothing about an image, and an engine that is gone neither.
            guard missing.isEmpty else { continue }
            findings += try ContainerCheck(environment: environment).findings(instance.id, current)
        }
        return findings
    }

    private func changedRuntime(_ instance: InstalledInstance) throws -> [Finding] {
        let starts = RecordedStart(environment: environment, scope: scope)
        guard let record = try starts.record(instance.id, instance.current) else { return [] }
        let check = RuntimeCheck(layout: environment.layout)
        return [check.change(record, server: instance.id)].compactMap(\.self)
    }

    private func missingProgram(_ instance: InstalledInstance) throws -> [Finding] {
        let starts = RecordedStart(environment: environment, scope: scope)
        guard let executable = try starts.executable(instance.id, instance.current),
            !Files.isExecutable(executable)
        else { return [] }
        return [
            Finding(
                code: "launch.program-missing",
                category: .environment,
                reason: "`\(instance.id)` runs on `\(executable)`, which is gone",
                remedy: "install that runtime again where it is not, and run `mcppkg sync`"
            )
        ]
    }

    private func hostFiles() throws -> [Finding] {
        let book = try HostBook(environment: environment, scope: scope)
        let targets = LinkTargets(environment: environment, scope: scope)
        var findings: [Finding] = []
        for instance in try Instances(layout: environment.layout).all(in: scope) {
            let target = try targets.target(instance.id, instance.current)
            for host in book.hosts(of: instance.id)
            where try !book.isIntact(instance.id, target, host: host) {
                findings.append(
                    Finding(
                        code: "hosts.entry-differs",
                        category: .drift,
                        reason: "the entry of `\(instance.id)` in \(host) is not as it was written",
                        remedy: "run `mcppkg link \(instance.id) --host \(host)`"
                    )
                )
            }
        }
        return findings
    }

    /// Project entries name bare `mcppkg`, which hosts must find; another one on PATH would answer instead.
    private func programs() throws -> [Finding] {
        guard let found = ProgramSearch(environment: environment).find("mcppkg") else {
            return [
                Finding(
                    code: "path.missing",
                    category: .environment,
                    reason: "`mcppkg` is not on PATH, where entries in project files look for it",
                    remedy: "add `\(environment.program.parent)` to PATH"
                )
            ]
        }
        let real = try Files.realPath(found)
        guard try Files.status(environment.program) != nil,
            real != (try Files.realPath(environment.program))
        else {
            return []
        }
        return [
            Finding(
                code: "path.other",
                category: .environment,
                reason: "the `mcppkg` on PATH is another program: `\(found)`",
                remedy: "put `\(environment.program.parent)` before `\(found.parent)` on PATH"
            )
        ]
    }
}
