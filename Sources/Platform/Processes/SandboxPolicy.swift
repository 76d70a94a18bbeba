public import Diagnostics
public import Paths

/// What one program may reach, to be enforced by the kernel from its first instruction on.
///
/// What every program needs of the system (``SystemPaths``) comes with each policy. Paths that are not there grant
/// nothing. A policy that cannot be applied fails the start; only a kernel without Landlock starts programs with their
/// files open to them, which ``SandboxSupport`` says.
public struct SandboxPolicy: Sendable, Equatable {
    /// Which sockets a program may have.
    public enum Network: Sendable, Equatable {
        /// None at all, apart from connected pairs within the program.
        case none
        /// TCP to these ports, UDP (which names are looked up by) to any; nothing listens.
        case ports([Int])
        /// IPv4 and IPv6 with TCP and UDP, listening included; still no local services.
        case unrestricted
    }

    /// How much of some things a program may use; core files are always off.
    public struct Limits: Sendable, Equatable {
        /// Descriptors that are open at a time.
        public var openFiles: Int?
        /// The largest file that it writes.
        public var fileSize: ByteCount?
        /// Processes and threads of this user together, not of the program alone.
        public var processes: Int?

        /// Takes the limits; nil leaves one as it is for this process.
        public init(
            openFiles: Int? = 16_384,
            fileSize: ByteCount? = .gibibytes(16),
            processes: Int? = nil
        ) {
            self.openFiles = openFiles
            self.fileSize = fileSize
            self.processes = processes
        }
    }

    /// Files and directories to read and execute.
    public var readable: [AbsolutePath]
    /// Files and directories to read, change and create in; nothing there is executed.
    public var writable: [AbsolutePath]
    /// Sockets.
    public var network: Network
    /// Resources.
    public var limits: Limits
    /// False for a program that confines by itself what it starts: then only the limits hold.
    public var confinesAccess = true

    /// Takes what is granted; nothing by default.
    public init(
        readable: [AbsolutePath] = [],
        writable: [AbsolutePath] = [],
        network: Network = .none,
        limits: Limits = Limits()
    ) {
        self.readable = readable
        self.writable = writable
        self.network = network
        self.limits = limits
    }

    /// Everything that can be read, the system's part included.
    var allReadable: [String] {
        SystemPaths.readable + readable.map(\.description)
            + (isMutated("sandbox.files") ? ["/"] : [])
    }

    /// Everything that can be written, the system's part included.
    var allWritable: [String] {
        SystemPaths.writable + writable.map(\.description)
            + (isMutated("sandbox.files") ? ["/"] : [])
    }
}
