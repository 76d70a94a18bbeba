/// What every program reads of the system: libraries, certificates, names, time zones; nothing of a person.
///
/// Programs of this machine and their libraries are in it as a whole. `/etc` is not: it holds secrets of services.
/// `/tmp` and `/dev/shm` are not: other programs of the same person are in reach there.
public enum SystemPaths {
    #if os(macOS)
    /// Files and directories that are read and executed.
    public static let readable =
        [
            "/usr", "/bin", "/sbin", "/opt/homebrew", "/System", "/Library/Apple",
            "/Library/Frameworks",
            "/Library/Developer/CommandLineTools", "/private/var/db/timezone",
            "/private/var/db/dyld",
            "/private/etc/ssl", "/private/etc/hosts", "/private/etc/resolv.conf",
            "/private/etc/localtime",
            "/private/etc/protocols", "/private/etc/services", "/private/etc/passwd",
            "/private/etc/group",
            "/dev/random", "/dev/urandom",
        ]
    #else
    /// Files and directories that are read and executed.
    public static let readable =
        programs + settings.map { "/etc/" + $0 } + pythonSettings + kernel
        + ["/dev/random", "/dev/urandom"]

    private static let programs = [
        "/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/nix/store", "/gnu/store",
        "/var/lib/ca-certificates",
    ]

    private static let settings = [
        // The loader and what programs are called.
        "ld.so.cache", "ld.so.conf", "ld.so.conf.d", "ld.so.preload", "alternatives",
        // Certificates; never `ssl/private`.
        "ssl/certs", "ssl/cert.pem", "ssl/ca-bundle.pem", "ssl/openssl.cnf", "ca-certificates",
        "pki/tls/certs", "pki/tls/cert.pem", "pki/tls/openssl.cnf", "pki/ca-trust/extracted",
        "crypto-policies",
        // Names of hosts, services and persons.
        "hosts", "resolv.conf", "nsswitch.conf", "host.conf", "gai.conf", "services", "protocols",
        "networks", "passwd", "group",
        // Place and language.
        "localtime", "timezone", "locale.alias", "locale.conf", "os-release", "lsb-release",
        "debian_version", "mime.types", "magic", "fonts",
    ]

    // Debian keeps a part of each Python there.
    private static let pythonSettings = (8...16).map { "/etc/python3.\($0)" } + ["/etc/python3"]

    // All of /proc: a rule for `/proc/self` would hold for one process and not for its children. Memory, variables
    // and descriptors of processes outside stay closed by Landlock.
    private static let kernel = [
        "/proc", "/sys/fs/cgroup", "/sys/devices/system/cpu", "/sys/devices/system/node",
        "/sys/kernel/mm/transparent_hugepage",
        // The resolver's directory, because the file in it is replaced whenever the network changes.
        "/run/systemd/resolve", "/run/resolvconf", "/run/NetworkManager/resolv.conf",
    ]
    #endif

    /// Devices that take and give nothing.
    public static let writable = ["/dev/null", "/dev/zero", "/dev/full"]
}
