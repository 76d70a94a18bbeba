internal import Cryptography
internal import Diagnostics
internal import Filesystem
internal import PackageModel
internal import Paths
internal import Processes
internal import Store
internal import Transport
internal import Trust

/// Fetches one commit with the `git` of this machine and keeps its files as one archive, named by its digest.
///
/// `git` sees its own directory and the network, nothing of the person's: no settings, no credentials, no hooks, no
/// submodules. That it is the commit follows from the commit's own digest, which `git` checks with all it receives.
struct GitCheckout {
    let environment: Environment
    let staging: Staging

    private static let archive = "source.tar"

    private var content: ContentStore { ContentStore(layout: environment.layout) }

    /// The archive of a commit as a package of the lock that still has no name.
    func package(of source: GitSource) throws -> LockedPackage {
        let artifact = try fetch(source, expected: nil)
        var package = LockedPackage(
            type: "pypi",
            platforms: [],
            sha256: artifact.digest,
            evidence: Evidence.gitCommit.rawValue
        )
        package.url = source.description
        package.size = artifact.size.bytes
        return package
    }

    /// Makes sure that the archive that a lock names is in the store.
    /// - Throws: `TrustError.digestMismatch` where the commit has other files now.
    func require(_ package: LockedPackage) throws {
        guard try !content.contains(package.sha256), let url = package.url else { return }
        _ = try fetch(GitSource(parsing: String(url.dropFirst(4))), expected: package.sha256)
    }

    private func fetch(_ source: GitSource, expected: Digest?) throws -> VerifiedArtifact {
        guard !environment.isOffline else { throw TransportError.offline(url: "\(source.address)") }
        guard let git = ProgramSearch(environment: environment).find("git") else {
            throw GitError.missing
        }
        let scratch = try staging.directory.make("git-" + hexadecimal(randomBytes(8)))
        let repository = try scratch.make("repository")
        let run = { (arguments: [String]) in
            try step(arguments, git, source, repository.path, scratch.path)
        }
        environment.interaction.say("fetching \(printable(source.description))")
        _ = try run(["init", "--quiet", "--bare", "."])
        try fetch(source, run)
        _ = try run([
            "archive", "--format=tar", "--prefix=source/", "--output=../" + Self.archive,
            source.commit,
        ])
        let place = try RelativePath(parsing: Self.archive)
        guard try scratch.status(place)?.kind == .file else {
            throw GitError.failed(source: source.description, why: "it left no archive")
        }
        return try admit(scratch.path.appending(Self.archive), source, expected)
    }

    /// The commit alone where the server gives it, else everything that leads to branches and tags.
    private func fetch(_ source: GitSource, _ run: ([String]) throws -> [UInt8]) throws {
        let address = source.address.description
        let start = ["fetch", "--quiet", "--no-tags", "--no-recurse-submodules"]
        do {
            _ = try run(start + ["--depth=1", address, source.commit])
        } catch is GitError {
            _ = try run(
                start + [address, "+refs/heads/*:refs/heads/*", "+refs/tags/*:refs/tags/*"]
            )
        }
        let kind = try run(["cat-file", "-t", source.commit])
        guard String(decoding: kind, as: UTF8.self).hasPrefix("commit") else {
            throw GitError.failed(
                source: source.description,
                why: "`\(source.commit)` is no commit"
            )
        }
    }

    private func step(
        _ arguments: [String],
        _ git: AbsolutePath,
        _ source: GitSource,
        _ repository: AbsolutePath,
        _ scratch: AbsolutePath
    ) throws -> [UInt8] {
        var step = BuildStep(
            package: source.name,
            name: "git \(arguments[0])",
            program: git,
            arguments: Self.settings(source.address.scheme) + arguments,
            directory: repository,
            scratch: scratch,
            readable: []
        )
        step.network = arguments[0] == "fetch" ? .unrestricted : .none
        step.variables = [
            ("GIT_CONFIG_NOSYSTEM", "1"), ("GIT_CONFIG_GLOBAL", "/dev/null"),
            ("GIT_TERMINAL_PROMPT", "0"), ("GIT_ASKPASS", "/bin/false"),
            ("GIT_ALLOW_PROTOCOL", source.address.scheme), ("GIT_ATTR_NOSYSTEM", "1"),
        ]
        do {
            return try step.run()
        } catch BuildError.failed(_, _, let why, _) {
            throw GitError.failed(source: source.description, why: why)
        } catch BuildError.timedOut {
            throw GitError.failed(source: source.description, why: "it was not done in time")
        }
    }

    private static func settings(_ scheme: String) -> [String] {
        [
            "credential.helper=", "core.hooksPath=/dev/null", "core.attributesFile=/dev/null",
            "protocol.allow=never", "protocol.\(scheme).allow=always", "transfer.fsckObjects=true",
            "gc.auto=0", "tar.umask=0022", "http.lowSpeedLimit=1000", "http.lowSpeedTime=60",
        ].flatMap { ["-c", $0] }
    }

    private func admit(_ file: AbsolutePath, _ source: GitSource, _ expected: Digest?) throws
        -> VerifiedArtifact
    {
        let partial = try content.partialFile(key: Digest(of: source.description.utf8))
        let facts = try content.copy(file, to: partial, limit: KitLimits.artifact)
        let artifact = try DigestVerifier(of: source.description).verify(
            facts,
            expected: expected ?? facts.digest,
            evidence: .gitCommit
        )
        try content.admit(artifact, from: partial)
        return artifact
    }
}
