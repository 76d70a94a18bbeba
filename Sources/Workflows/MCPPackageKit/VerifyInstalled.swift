internal import Diagnostics
internal import Filesystem
internal import Launcher
public import PackageModel
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
            let current = instance.current
            let findings = try SealCheck.fullVerify(
                prefix: current.prefix,
                digest: current.prefixDigest
            )
            // A later `sync` must not believe its own record of this one.
            if !findings.isEmpty { try Files.remove(environment.layout.applied(in: scope)) }
            return Report(
                id: instance.id,
                findings: findings.map {
                    Difference(
                        code: $0.code.description,
                        path: $0.path.description,
                        reason: $0.reason
                    )
                }
            )
        }
    }
}
