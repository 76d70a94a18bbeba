public import Cryptography
public import Paths

/// Every path under the roots, in one picture and one type (contract, section 3).
///
/// ```text
/// data/servers/<namespace>/<name>/<version>-<digest12>/  sealed prefix; .mcppkg/seal lists it
/// data/seals/<digest>                            what the kernel said of each file when hashed
/// data/instances/<scope>/<id>/current -> prefix
/// data/instances/<scope>/<id>/launch/<prefix name>.json  launch record of one version
/// data/instances/<scope>/<id>/values.json        input and environment values of the person
/// data/instances/<scope>/<id>/history.json       versions it had, to go back to
/// data/instances/<scope>/<id>/state/             the server's own
/// data/instances/<scope>/hosts.json              what was written into which host file
/// data/instances/<scope>/applied                 what the last sync saw, for the no-op answer
/// data/content/sha256/ab/abcd…                   verified artifacts
/// data/unpacked/<sha256>/                        files, seal and stat of an unpacked artifact
/// data/runtimes/<name>/<version>-<digest12>/     sealed prefix of a managed runtime or tool
/// data/bytecode/<prefix digest>/<interpreter digest>/  byte code of one prefix, with its own seal
/// data/journal/<id>.{prepare,commit,done}/       transactions
/// data/staging/<id>/                             work in progress of one process
/// data/partial/<key>                             downloads that can be resumed
/// data/lock  data/lease                          kernel locks
/// cache/builds/<key>                             which wheel was built of which source
/// ```
public struct StoreLayout: Hashable, Sendable {
    /// What is installed, and what belongs to it.
    public let data: AbsolutePath
    /// What can be fetched again.
    public let cache: AbsolutePath
    /// The directory of `config.json` and of the user scope's manifest and lock.
    public let config: AbsolutePath

    /// Takes the three roots.
    public init(data: AbsolutePath, cache: AbsolutePath, config: AbsolutePath) {
        self.data = data
        self.cache = cache
        self.config = config
    }

    /// The roots under one home, as `--home DIR` and `MCPPKG_HOME` mean it.
    public init(home: AbsolutePath) {
        self.init(data: home.appending("data"), cache: home.appending("cache"), config: home)
    }

    /// The sealed directories of one server.
    public func versions(of server: ServerName) -> AbsolutePath {
        servers.appending(pathComponent(server.namespace)).appending(pathComponent(server.name))
    }

    /// All sealed directories.
    public var servers: AbsolutePath { data.appending("servers") }

    /// The sealed directory of one version.
    public func prefix(of server: ServerName, version: String, digest: Digest) -> AbsolutePath {
        versions(of: server).appending(pathComponent(version) + "-" + digest.short)
    }

    /// What the kernel said of each file of a prefix when its bytes were last hashed.
    public func statRecord(of digest: Digest) -> AbsolutePath {
        seals.appending(digest.hex)
    }

    /// What the kernel said of the files of every prefix.
    public var seals: AbsolutePath { data.appending("seals") }

    /// The instances of one scope.
    public func instances(in scope: Scope) -> AbsolutePath {
        data.appending("instances").appending(scope.directoryName)
    }

    /// One instance's directory.
    public func instance(_ id: InstanceID, in scope: Scope) -> AbsolutePath {
        instances(in: scope).appending(pathComponent(id.description))
    }

    /// The link to the version that runs.
    public func current(_ id: InstanceID, in scope: Scope) -> AbsolutePath {
        instance(id, in: scope).appending("current")
    }

    /// How the version in the prefix named `prefixName` starts for this instance.
    public func launchRecord(_ id: InstanceID, in scope: Scope, prefixName: String) -> AbsolutePath
    {
        instance(id, in: scope).appending("launch").appending(prefixName + ".json")
    }

    /// Input and environment values of the person.
    public func values(_ id: InstanceID, in scope: Scope) -> AbsolutePath {
        instance(id, in: scope).appending("values.json")
    }

    /// Versions this instance has had, oldest first, with what is needed to go back to each.
    public func history(_ id: InstanceID, in scope: Scope) -> AbsolutePath {
        instance(id, in: scope).appending("history.json")
    }

    /// The server's own writable directory.
    public func state(_ id: InstanceID, in scope: Scope) -> AbsolutePath {
        instance(id, in: scope).appending("state")
    }

    /// What was written into which host file.
    public func hosts(in scope: Scope) -> AbsolutePath {
        instances(in: scope).appending("hosts.json")
    }

    /// What the last sync saw, so that the next one can be answered by a few `stat` calls.
    public func applied(in scope: Scope) -> AbsolutePath {
        instances(in: scope).appending("applied")
    }

    /// Verified artifacts.
    public var content: AbsolutePath { data.appending("content").appending("sha256") }

    /// One verified artifact.
    public func content(_ digest: Digest) -> AbsolutePath {
        content.appending(String(digest.hex.prefix(2))).appending(digest.hex)
    }

    /// Trees of unpacked artifacts.
    public var unpacked: AbsolutePath { data.appending("unpacked") }

    /// The tree and record of one unpacked artifact.
    public func unpacked(_ digest: Digest) -> AbsolutePath { unpacked.appending(digest.hex) }

    /// Managed runtimes and tools, sealed like servers and shared by them.
    public var runtimes: AbsolutePath { data.appending("runtimes") }

    /// The sealed directory of one version of a runtime or tool.
    public func runtime(_ name: String, version: String, digest: Digest) -> AbsolutePath {
        runtimes.appending(pathComponent(name))
            .appending(pathComponent(version) + "-" + digest.short)
    }

    /// Byte code of every prefix.
    public var bytecode: AbsolutePath { data.appending("bytecode") }

    /// Byte code that one interpreter made of one prefix.
    public func bytecode(of prefix: Digest, interpreter: Digest) -> AbsolutePath {
        bytecode.appending(prefix.hex).appending(interpreter.hex)
    }

    /// Transactions.
    public var journal: AbsolutePath { data.appending("journal") }
    /// Which wheel was built of which source.
    public var builds: AbsolutePath { cache.appending("builds") }
    /// Work in progress, one directory a process.
    public var staging: AbsolutePath { data.appending("staging") }
    /// Downloads that can be resumed, by expected digest or by digest of the URL.
    public var partial: AbsolutePath { data.appending("partial") }
    /// Guards everything that changes what is installed.
    public var lock: AbsolutePath { data.appending("lock") }
    /// Held shared by work in progress, exclusively by what deletes.
    public var lease: AbsolutePath { data.appending("lease") }

    /// The person's settings.
    public var settings: AbsolutePath { config.appending("config.json") }

    /// Manifest and lock of a scope.
    public func manifest(of scope: Scope) -> AbsolutePath {
        home(of: scope).appending("mcppkg.json")
    }
    /// Manifest and lock of a scope.
    public func lockfile(of scope: Scope) -> AbsolutePath {
        home(of: scope).appending("mcppkg.lock")
    }

    private func home(of scope: Scope) -> AbsolutePath {
        switch scope {
        case .user: config
        case .project(let path): path
        }
    }
}
