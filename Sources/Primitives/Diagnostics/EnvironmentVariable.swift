#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#else
internal import Darwin
#endif

/// Every environment variable that mcppkg reads, with what it is for; nothing else reads one.
public enum EnvironmentVariable: String, CaseIterable, Sendable {
    /// Everything under one directory instead of the platform's places.
    case home = "MCPPKG_HOME"
    /// Base URL of the registry, or a `file://` directory of the same shape.
    case registry = "MCPPKG_REGISTRY"
    /// Base URL of the Python package index.
    case pypiIndex = "MCPPKG_PYPI_INDEX"
    /// Base URL of the npm registry.
    case npmRegistry = "MCPPKG_NPM_REGISTRY"
    /// `1` forbids every use of the network.
    case offline = "MCPPKG_OFFLINE"
    /// Seconds to wait for another mcppkg.
    case lockTimeout = "MCPPKG_LOCK_TIMEOUT"
    /// `none` leaves out the barriers that survive a power cut; for benchmarks.
    case durability = "MCPPKG_DURABILITY"
    /// The person's home directory.
    case userHome = "HOME"
    /// Base of data files on Linux.
    case dataHome = "XDG_DATA_HOME"
    /// Base of cached files on Linux.
    case cacheHome = "XDG_CACHE_HOME"
    /// Base of configuration files on Linux.
    case configHome = "XDG_CONFIG_HOME"
    /// Another place of Claude Code's own files.
    case claudeConfig = "CLAUDE_CONFIG_DIR"
    /// Where programs are looked for, at install time only.
    case path = "PATH"
    /// Any value switches colour off.
    case noColor = "NO_COLOR"
    /// Kind of terminal; `dumb` has no colour and no progress.
    case term = "TERM"
    /// A file of certificates to trust instead of the system's.
    case certificateFile = "SSL_CERT_FILE"
    /// A directory of certificates to trust instead of the system's.
    case certificateDirectory = "SSL_CERT_DIR"
    /// User name of the person, passed on to servers.
    case userName = "USER"
    /// Login name of the person, passed on to servers.
    case loginName = "LOGNAME"
    /// Login shell of the person, passed on to servers and used to find their PATH.
    case shell = "SHELL"
    /// Language, passed on to servers.
    case language = "LANG"
    /// One locale for every purpose, passed on to servers.
    case locale = "LC_ALL"
    /// Place of temporary files, passed on to servers.
    case temporaryDirectory = "TMPDIR"
    /// Time zone, passed on to servers.
    case timeZone = "TZ"
    /// The pyenv, asdf, mise and nvm roots, followed from a shim to the real program.
    case pyenvRoot = "PYENV_ROOT"
    case pyenvVersion = "PYENV_VERSION"
    case asdfDataDirectory = "ASDF_DATA_DIR"
    case miseDataDirectory = "MISE_DATA_DIR"
    case nvmDirectory = "NVM_DIR"
    /// What container engines read: where they are reached, how they are set up, how they log in.
    case runtimeDirectory = "XDG_RUNTIME_DIR"
    case dockerHost = "DOCKER_HOST"
    case dockerContext = "DOCKER_CONTEXT"
    case dockerConfig = "DOCKER_CONFIG"
    case dockerCertificates = "DOCKER_CERT_PATH"
    case dockerVerifiesTLS = "DOCKER_TLS_VERIFY"
    case containerHost = "CONTAINER_HOST"
    case containerConnection = "CONTAINER_CONNECTION"
    case containersConfig = "CONTAINERS_CONF"
    case containersStorage = "CONTAINERS_STORAGE_CONF"
    case containersRegistries = "CONTAINERS_REGISTRIES_CONF"
    case registryLogins = "REGISTRY_AUTH_FILE"
    /// Proxies, passed on to a container engine that fetches an image.
    case httpProxy = "HTTP_PROXY"
    case httpsProxy = "HTTPS_PROXY"
    case noProxy = "NO_PROXY"
    case plainHTTPProxy = "http_proxy"
    case plainHTTPSProxy = "https_proxy"
    case plainNoProxy = "no_proxy"
    /// Test builds only: which file-system call fails, and how.
    case fault = "MCPPKG_FAULT"
    /// Test builds only: which check is replaced by *true*.
    case mutation = "MCPPKG_MUTATION"

    /// What the process was started with, or nil when unset or empty.
    public var value: String? {
        guard let raw = unsafe getenv(rawValue) else { return nil }
        let text = unsafe String(cString: raw)
        return text.isEmpty ? nil : text
    }
}

/// Whether a check is replaced by *true*, to prove that a test would notice.
///
/// Always false in a release build, where the code is not there.
public func isMutated(_ check: StaticString) -> Bool {
    #if TEST_BUILD
    return activeMutation == check.description
    #else
    return false
    #endif
}

#if TEST_BUILD
private let activeMutation = EnvironmentVariable.mutation.value
#endif
