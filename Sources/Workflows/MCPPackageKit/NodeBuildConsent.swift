internal import Diagnostics
internal import PackageFormats
internal import PackageModel

/// Whose install scripts may run: those that were accepted by name, or by a person who saw what they would run.
struct NodeBuildConsent {
    private let environment: Environment
    private var accepted: Set<NPMName>

    /// What an optional package would run, and does not.
    static let skipped = "not run: "

    init(environment: Environment) {
        self.environment = environment
        accepted = Set(
            environment.interaction.acceptedTokens.compactMap { token in
                token.hasPrefix("build:") ? try? NPMName(parsing: String(token.dropFirst(6))) : nil
            }
        )
    }

    /// Goes on only when all that is needed may run; `--yes` is no answer.
    /// - Throws: `NodePackageError.needsBuild`, or `ConsentError.declined` after a no.
    mutating func require(_ needs: [NPMBuildNeed]) throws {
        do throws(NodePackageError) {
            try NodeBuild.refuse(needs, accepted: accepted)
        } catch {
            guard case .needsBuild(let open) = error,
                let answer = environment.interaction.confirmChange(error.reason + ". Accept it?")
            else { throw error }
            guard answer else { throw ConsentError.declined }
            accepted.formUnion(open.map(\.package))
        }
    }

    /// Whether the scripts of a package run.
    func covers(_ need: NPMBuildNeed) -> Bool { accepted.contains(need.package) }

    /// The line of the lock for what a package would run; nil where nothing is left to run.
    func line(_ needs: [NPMBuildNeed]) -> String? {
        let open = needs.filter { $0.kind != .prebuilt }
        guard let first = open.first else { return nil }
        let text = open.compactMap(\.script).map { "\($0.event.rawValue): \($0.command)" }
            .joined(separator: "; ")
        return covers(first) ? text : Self.skipped + text
    }
}
