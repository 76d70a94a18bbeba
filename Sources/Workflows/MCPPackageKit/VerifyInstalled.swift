public import Launcher
public import PackageModel
internal import Store

/// Hashes every file of installed servers again and compares with their seals.
public struct VerifyInstalled {
    /// What was found about one server.
    public struct Report: Sendable {
        /// The id in its scope.
        public let id: InstanceID
        /// Every difference; none when it is as installed.
        public let findings: [SealFinding]
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
            return Report(id: instance.id, findings: findings)
        }
    }
}
