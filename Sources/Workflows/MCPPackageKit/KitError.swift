public import Diagnostics
internal import LaunchKit
public import PackageModel
public import Paths

/// Why an operation as a whole cannot be done, beyond what a module below says of itself.
public enum KitError: UserFacingError {
    /// No instance of that id in the scope.
    case notInstalled(id: String, scope: Scope, known: [String])
    /// A word that is not a source: what it might have meant.
    case candidates(word: String, names: [String])
    /// The id is held by another server.
    case idTaken(id: InstanceID, by: String, wanted: String)
    /// `--project` without a manifest upward from here.
    case noProject(from: AbsolutePath)
    /// An ordinary question that nobody is there to answer, or that was answered with no.
    case unanswered(question: String)
    case declined
    /// The lock does not fit the manifest and may not be changed.
    case lockStale(why: String)
    /// There is no earlier version to go back to.
    case noPreviousVersion(id: InstanceID)
    /// A version that may not be gone back to.
    case versionRefused(name: String, version: String, why: String)
    /// `config.json` is malformed.
    case settings(path: AbsolutePath, why: String)
    /// A host id that does not exist, or has no file in this scope.
    case unknownHost(String, known: [String])
    case hostLacks(host: String, what: String)
    /// A host file in a directory that may not be written to.
    case hostFileNotWritable(path: AbsolutePath, directory: AbsolutePath)
    /// A file named on the command line that is not there or not what it should be.
    case badFile(path: String, why: String)
    /// A flag or combination that makes no sense.
    case usage(String)
    /// Some servers do not match their seals.
    case verificationFailed(ids: [String])
    /// A check that found what a person must look at.
    case findings(count: Int, gravest: ErrorCategory)
    /// Taking a change back would lose what somebody wrote since.
    case editedSince(path: AbsolutePath, title: String)
    /// This machine has no artifact for its platform in the lock.
    case noArtifact(name: String, platform: String)
    /// A file of a project that is a link, which may lead anywhere.
    case linkedFile(path: AbsolutePath)
    /// A manifest that is no JSON.
    case manifestMalformed(path: AbsolutePath, why: String)
    /// A file that would be written is there already.
    case fileExists(path: AbsolutePath)
    /// A registry name that is not configured.
    case unknownRegistry(String, known: [String])
    /// A revision that git cannot show.
    case badRevision(String, why: String)
    /// A URL without the digest that would pin it.
    case digestNeeded(url: String)
    /// An artifact on this machine named by a registry elsewhere.
    case artifactNotAllowed(url: String, registry: String)
    /// A value that is a reference to a secret, which has no place there.
    case secretReference(name: String)
    /// The demonstration did not do what it said.
    case demo(step: String, why: String)

    /// Stable slug.
    public var code: ErrorCode {
        switch self {
        case .notInstalled: "kit.not-installed"
        case .candidates: "kit.candidates"
        case .idTaken: "kit.id-taken"
        case .noProject: "kit.no-project"
        case .unanswered: "consent.unanswered"
        case .declined: "consent.declined"
        case .lockStale: "lock.stale"
        case .noPreviousVersion: "kit.no-previous-version"
        case .versionRefused: "policy.version-refused"
        case .settings: "settings.malformed"
        case .unknownHost: "hosts.unknown"
        case .hostLacks: "hosts.unsupported"
        case .hostFileNotWritable: "hosts.not-writable"
        case .badFile: "kit.bad-file"
        case .usage: "usage.invalid"
        case .verificationFailed: "verify.failed"
        case .findings: "doctor.findings"
        case .editedSince: "undo.edited-since"
        case .noArtifact: "lock.no-artifact"
        case .linkedFile: "file.linked"
        case .manifestMalformed: "manifest.malformed"
        case .fileExists: "file.exists"
        case .unknownRegistry: "registry.unknown"
        case .badRevision: "diff.bad-revision"
        case .digestNeeded: "trust.digest-needed"
        case .artifactNotAllowed: "registry.artifact-not-allowed"
        case .secretReference: "secret.reference"
        case .demo: "demo.failed"
        }
    }

    /// One per exit status.
    public var category: ErrorCategory {
        switch self {
        case .notInstalled, .candidates, .noProject, .noPreviousVersion, .unknownRegistry,
            .badRevision:
            .notFound
        case .idTaken, .editedSince: .conflict
        case .unanswered, .declined, .versionRefused, .digestNeeded, .secretReference: .consent
        case .artifactNotAllowed: .network
        case .lockStale, .noArtifact: .lock
        case .settings, .hostFileNotWritable, .linkedFile, .manifestMalformed, .fileExists: .file
        case .unknownHost, .usage: .usage
        case .badFile: .notFound
        case .hostLacks: .environment
        case .verificationFailed: .verification
        case .findings(_, let gravest): gravest
        case .demo: .internal
        }
    }

    /// Names the thing and what is the matter with it.
    public var reason: String {
        switch self {
        case .notInstalled(let id, let scope, _):
            "no server `\(printable(id))` is installed for \(describe(scope))"
        case .candidates(let word, let names) where names.isEmpty:
            "no configured registry has a server whose name contains `\(printable(word))`"
        case .candidates(let word, _):
            "`\(printable(word))` is not a source; several servers may be meant"
        case .idTaken(let id, let by, let wanted):
            "the id `\(id)` belongs to `\(printable(by))`, not to `\(printable(wanted))`"
        case .noProject(let from): "there is no `mcppkg.json` in `\(from)` or above"
        case .unanswered(let question): "nobody is here to answer: \(question)"
        case .declined: "answered with no"
        case .lockStale(let why): "the lock does not fit the manifest: \(why)"
        case .noPreviousVersion(let id): "`\(id)` has no earlier version to go back to"
        case .versionRefused(let name, let version, let why):
            "`\(printable(name))` \(printable(version)) is refused: \(why)"
        case .settings(let path, let why): "`\(path)` is malformed: \(why)"
        case .unknownHost(let host, _): "there is no host `\(printable(host))`"
        case .hostLacks(let host, let what): "\(printable(host)) has no \(what)"
        case .hostFileNotWritable(let path, let directory):
            "`\(path)` cannot be written: `\(directory)` is not writable"
        case .badFile(let path, let why): "`\(printable(path))`: \(why)"
        case .usage(let what): what
        case .verificationFailed(let ids):
            "not as installed: \(ids.map { "`\($0)`" }.joined(separator: ", "))"
        case .findings(let count, _):
            count == 1 ? "one thing needs a person" : "\(count) things need a person"
        case .editedSince(let path, let title): "`\(path)` was edited since `\(title)`"
        case .noArtifact(let name, let platform):
            "the lock has no artifact of `\(name)` for `\(platform)`"
        case .linkedFile(let path): "`\(path)` is a link, and a project's files may not be"
        case .manifestMalformed(let path, let why): "`\(path)`: \(why)"
        case .fileExists(let path): "`\(path)` is there already"
        case .unknownRegistry(let name, _): "no registry is called `\(printable(name))`"
        case .badRevision(let revision, let why):
            "the revision `\(printable(revision))` cannot be shown: \(why)"
        case .digestNeeded(let url): "nothing says what `\(printable(url))` should hash to"
        case .artifactNotAllowed(let url, let registry):
            "the registry `\(printable(registry))` names an artifact that it may not: `\(printable(url))`"
        case .secretReference(let name): "`\(printable(name))` is a reference to a secret"
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
        case .noProject: "run `mcppkg init` here, or use `--user`"
        case .unanswered: "run it on a terminal, or add `--yes`"
        case .declined: nil
        case .lockStale: "run `mcppkg lock`, look at `mcppkg diff`, and commit the result"
        case .noPreviousVersion(let id): "run `mcppkg info \(id)` to see what it has had"
        case .versionRefused: "choose another version"
        case .settings(let path, _): "mend `\(path)` with an editor"
        case .unknownHost(let host, let known):
            closest(to: host, among: known).map { "did you mean `\($0)`?" }
                ?? "known hosts: \(known.joined(separator: ", "))"
        case .hostLacks, .badFile, .usage: nil
        case .hostFileNotWritable(_, let directory): "give yourself access to `\(directory)`"
        case .verificationFailed(let ids):
            "run `mcppkg sync` to install \(ids.count == 1 ? "it" : "them") again"
        case .findings: nil
        case .editedSince: "change it by hand, or commit it and use your version control"
        case .noArtifact: "add the platform to `platforms` in the manifest and run `mcppkg lock`"
        case .linkedFile(let path): "put the file itself at `\(path)`"
        case .manifestMalformed(let path, _): "mend `\(path)` with an editor"
        case .digestNeeded(let url):
            "append `#sha256=` and its 64 hexadecimal digits to `\(printable(url))`"
        case .fileExists, .badRevision, .artifactNotAllowed, .secretReference, .demo: nil
        case .unknownRegistry(let name, let known):
            closest(to: name, among: known).map { "did you mean `\($0)`?" }
                ?? "run `mcppkg registry list`"
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
