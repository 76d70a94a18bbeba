internal import Diagnostics
internal import Filesystem
internal import Launcher
public import PackageModel
internal import Paths
internal import Store

/// Hashes every file of installed servers again and compares with their seals.
public struct VerifyInstalled {
    /// One difference between a sealed directory and its seal.
    public struct Difference: Sendable {
        /// Stable slug of the kind of difference.
        public let code: String
        /// The absolute path of the file.
        public let path: String
        /// The difference in words.
        public let reason: String
    }

    /// What was found about one server.
    public struct Report: Sendable {
        /// The id in its scope.
        public let id: InstanceID
        /// Every difference; none when it is as installed.
        public let findings: [Difference]
    }

    private let environment: Environment
    private let scope: Scope

    /// Works in one scope.
    public init(environment: Environment, scope: Scope) {
        self.environment = environment
        self.scope = scope
    }

    /// Checks the named servers, or all.
    public func run(ids: [InstanceID]) throws -> [Report] {
        let all =
            ids.isEmpty
            ? try Instances(layout: environment.layout).all(in: scope)
            : try ids.map { try requireInstance($0, environment, scope) }
        return try all.map { instance in
            let found = differences(of: instance.current) + companions(instance)
            // A later `sync` must not believe its own record of this one.
            if !found.isEmpty { try Files.remove(environment.layout.applied(in: scope)) }
            return Report(id: instance.id, findings: found)
        }
    }

    /// Differences of what a server starts with beside its prefix: byte code and a managed runtime.
    private func companions(_ instance: InstalledInstance) -> [Difference] {
        let starts = RecordedStart(environment: environment, scope: scope)
        let byteCode = BytecodeStore(layout: environment.layout)
            .findings(of: instance.current.prefixDigest)
        // A record that cannot be read starts nothing, which `doctor` says.
        let record = (try? starts.record(instance.id, instance.current)) ?? nil
        let runtime = record.map { RuntimeCheck(layout: environment.layout).findings($0) } ?? []
        let changed = byteCode.map {
            Difference(code: $0.code.description, path: $0.path, reason: $0.reason)
        }
        return changed + runtime
    }

    /// What cannot be read at all is a difference of that server, and no reason to look at no other.
    private func differences(of version: InstalledVersion) -> [Difference] {
        let prefix = version.prefix
        do throws(LauncherError) {
            let found = try SealCheck.fullVerify(prefix: prefix, digest: version.prefixDigest)
            // Facts that were changed say nothing about an image.
            guard !found.isEmpty else { return imageDifferences(of: version) }
            return found.map {
                Difference(code: $0.code.description, path: $0.path, reason: $0.reason)
            }
        } catch {
            let isThere = ((try? Files.status(prefix)) ?? nil) != nil
            return [
                Difference(
                    code: isThere ? error.code.description : "store.prefix-missing",
                    path: prefix.description,
                    reason: isThere ? "cannot be read: \(error.reason)" : "is missing"
                )
            ]
        }
    }

    /// The image of a server in a container, as far as its engine can tell.
    private func imageDifferences(of version: InstalledVersion) -> [Difference] {
        do {
            let check = ContainerCheck(environment: environment)
            guard let verification = try check.verification(version) else { return [] }
            environment.interaction.say(verification.statement)
            return verification.differences
        } catch let error as any UserFacingError {
            let code = error.code.description
            return [Difference(code: code, path: version.prefix.description, reason: error.reason)]
        } catch {
            return []
        }
    }
}
