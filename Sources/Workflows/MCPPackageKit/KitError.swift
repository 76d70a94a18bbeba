public import Diagnostics
internal import LaunchKit
public import PackageModel
public import Paths

/// Why an operation as a whole cannot be done, beyond what a module below says of itself.
public enum KitError: UserFacingError {
    /// A flag or combination that makes no sense.
    case usage(String)
    /// No instance of that id in the scope.
    case notInstalled(id: String, scope: Scope, known: [String])
    /// A word that is not a source: what it might have meant.
    case candidates(word: String, names: [String])
    /// The id is held by another server.
    case idTaken(id: InstanceID, by: String, wanted: String)
    /// A server that was switched off is to get an entry.
    case switchedOff(id: InstanceID)
    /// `--project` without a manifest upward from here.
    case noProject(from: AbsolutePath)
    /// The lock does not fit the manifest and may not be changed.
    case lockStale(why: String)
    /// The lock has no artifact for the platform of this machine.
    case noArtifact(name: String, platform: String)
    /// There is no earlier version to go back to.
    case noPreviousVersion(id: InstanceID)
    /// Taking a change back would lose what somebody wrote since.
    case editedSince(path: AbsolutePath, title: String)
    /// Some servers do not match their seals.
    case verificationFailed(ids: [String])
    /// A check that found what a person must look at.
    case findings(count: Int, gravest: ErrorCategory)
    /// The demonstration did not do what it said.
    case demo(step: String, why: String)

    /// Stable slug.
    public var code: ErrorCode {
        switch self {
        case .usage: "usage.invalid"
        case .notInstalled: "kit.not-installed"
        case .candidates: "kit.candidates"
        case .idTaken: "kit.id-taken"
        case .switchedOff: "kit.switched-off"
        case .noProject: "kit.no-project"
        case .lockStale: "lock.stale"
        case .noArtifact: "lock.no-artifact"
        case .noPreviousVersion: "kit.no-previous-version"
        case .editedSince: "undo.edited-since"
        case .verificationFailed: "verify.failed"
        case .findings: "doctor.findings"
        case .demo: "demo.failed"
        }
    }

    /// One per exit status.
    public var category: ErrorCategory {
        switch self {
        case .usage: .usage
        case .notInstalled, .candidates, .noProject, .noPreviousVersion: .notFound
        case .idTaken, .switchedOff, .editedSince: .conflict
        case .lockStale, .noArtifact: .lock
        case .verificationFailed: .verification
        case .findings(_, let gravest): gravest
        case .demo: .internal
        }
    }

    /// Names the thing and what is the matter with it.
    public var reason: String {
        switch self {
        case .usage(let what): what
        case .notInstalled(let id, let scope, _):
            "no server `\(printable(id))` is installed for \(describe(scope))"
        case .candidates(let word, let names) where names.isEmpty:
            "no configured registry has a server whose name contains `\(printable(word))`"
        case .candidates(let word, let names):
            "`\(printable(word))` is a word and no source; it may mean "
                + names.prefix(20).map { "`\(printable($0))`" }.joined(separator: ", ")
        case .idTaken(let id, let by, let wanted):
            "the id `\(id)` belongs to `\(printable(by))`, not to `\(printable(wanted))`"
        case .switchedOff(let id): "`\(id)` is switched off"
        case .noProject(let from): "there is no `mcppkg.json` in `\(from)` or above"
        case .lockStale(let why): "the lock does not fit the manifest: \(why)"
        case .noArtifact(let name, let platform):
            "the lock has no artifact of `\(name)` for `\(platform)`"
        case .noPreviousVersion(let id): "`\(id)` has no earlier version to go back to"
        case .editedSince(let path, let title): "`\(path)` was edited since `\(title)`"
        case .verificationFailed(let ids):
            "not as installed: \(ids.map { "`\($0)`" }.joined(separator: ", "))"
        case .findings(let count, _):
            count == 1 ? "one thing needs a person" : "\(count) things need a person"
        case .demo(let step, let why): "the step `\(step)` did not do what it says: \(why)"
        }
    }

    /// What to do.
    public var remedy: String? {
        switch self {
        case .notInstalled(let id, _, let known):
            closest(to: id, among: known).map { "did you mean `\($0)`?" }
                ?? "run `mcppkg list` to see what is"
        case .candidates(_, let names):
            names.first.map { "name one of them, as in `mcppkg install \(printable($0))`" }
        case .idTaken(let id, _, _): "choose another id with `--as`, or `mcppkg remove \(id)` first"
        case .switchedOff(let id): "run `mcppkg enable \(id)`"
        case .noProject: "run `mcppkg init` here, or use `--user`"
        case .lockStale: "run `mcppkg lock`, look at `mcppkg diff`, and commit the result"
        case .noArtifact: "add the platform to `platforms` in the manifest and run `mcppkg lock`"
        case .noPreviousVersion(let id): "run `mcppkg info \(id)` to see what it has had"
        case .editedSince: "change it by hand, or use your version control"
        case .verificationFailed(let ids):
            "run `mcppkg sync` to install \(ids.count == 1 ? "it" : "them") again"
        case .usage, .findings, .demo: nil
        }
    }
}

/// `you` or `the project DIR`.
func describe(_ scope: Scope) -> String {
    switch scope {
    case .user: "you"
    case .project(let path): "the project `\(path)`"
    }
}
