internal import Diagnostics

/// Variables that a container engine itself reads, and that no server may therefore have.
///
/// A value reaches the container through the engine's own environment, so that it never stands on a command line.
/// One of these would change what the engine does before there is a container.
public enum ImageEnvironment {
    private static let prefixes = [
        "AARDVARK_", "BUILDAH_", "BUILDKIT_", "BUILDX_", "CNI_", "CONTAINERS_", "CONTAINER_TLS_",
        "CRIU_", "CRUN_", "DOCKER_", "LIBPOD_", "NETAVARK_", "PODMAN_", "RUNC_", "SYSTEMD_", "XDG_",
        "_CONTAINERS_", "_CRIU_", "_LIBCONTAINER", "_OCI_", "_PODMAN_",
    ]

    private static let names: Set<String> = [
        "ALL_PROXY", "CONTAINER", "CONTAINER_CONNECTION", "CONTAINER_HOST", "CONTAINER_PROXY",
        "CONTAINER_SSHKEY", "FTP_PROXY", "GODEBUG", "GOGC", "GOMAXPROCS", "GOMEMLIMIT",
        "GOTRACEBACK", "HOME", "HTTPS_PROXY", "HTTP_PROXY", "IMAGE_STORAGE_DIR", "INVOCATION_ID",
        "LISTEN_FDNAMES", "LISTEN_FDS", "LISTEN_PID", "LOGNAME", "NOTIFY_SOCKET", "NO_PROXY",
        "PATH",
        "REGISTRY_AUTH_FILE", "SSL_CERT_DIR", "SSL_CERT_FILE", "STORAGE_DRIVER", "STORAGE_OPTS",
        "TMPDIR", "USER",
    ]

    /// Accepts the name of a variable for a server in a container.
    /// - Throws: `ModelError.refused` for what engines read, and for what no server gets.
    public static func check(_ name: String) throws(ModelError) {
        try ForbiddenEnvironment.check(name)
        let upper = name.uppercased()
        let isEngines = names.contains(upper) || prefixes.contains { upper.hasPrefix($0) }
        guard isMutated("oci.engine-environment") || !isEngines else {
            throw .refused(
                what: name,
                why: "container engines read this variable themselves before a server starts"
            )
        }
    }
}
