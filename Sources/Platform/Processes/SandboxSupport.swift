internal import CSandbox
internal import Filesystem
internal import Paths

/// How much of a sandbox this machine enforces, found out by trying.
public struct SandboxSupport: Sendable, Equatable {
    /// The contract's words for a machine.
    public enum Tier: String, Sendable {
        /// Namespaces, Landlock and seccomp.
        case full
        /// Landlock and seccomp.
        case partial
        /// One of them is missing.
        case none
    }

    /// The contract's words for a part of the sandbox.
    public enum State: String, Sendable {
        case enforced
        case partial
        case notEnforced = "not enforced"
        case notRequested = "not requested"
    }

    /// One part of the sandbox.
    public struct Area: Sendable, Equatable {
        /// `files`, `network`, `processes`, `kernel`, `limits`.
        public let name: String
        /// How much of it holds.
        public let state: State
        /// By what.
        public let mechanism: String
        /// What stays open, where something does.
        public let gap: String?
    }

    /// The version of the kernel's Landlock interface; 0 where there is none or it does not hold.
    public let landlock: Int
    /// Whether the kernel filters system calls.
    public let filter: Bool

    /// What this machine enforces; tried once, on a process made for it.
    public static let current: SandboxSupport = {
        let held = csandbox_probe()
        return SandboxSupport(
            landlock: held & Int32(csandbox_held_files.rawValue) == 0
                ? 0 : Int(csandbox_landlock_version()),
            filter: held & Int32(csandbox_held_filter.rawValue) != 0
        )
    }()

    /// Takes what was found.
    init(landlock: Int, filter: Bool) {
        self.landlock = landlock
        self.filter = filter
    }

    #if os(macOS)
    private static let seatbelt = "seatbelt"

    /// `partial` where the system's own sandbox program is there, which is not tried.
    public var tier: Tier { SeatbeltProfile.isAvailable ? .partial : .none }

    /// Every part, in a fixed order.
    public var areas: [Area] {
        let state: State = SeatbeltProfile.isAvailable ? .partial : .notEnforced
        return [
            Area(name: "files", state: state, mechanism: Self.seatbelt, gap: nil),
            Area(
                name: "network",
                state: state,
                mechanism: Self.seatbelt,
                gap: "ports are allowed for every address"
            ),
            Area(name: "processes", state: state, mechanism: Self.seatbelt, gap: nil),
            Area(name: "kernel", state: .notEnforced, mechanism: "none", gap: nil),
            limits,
        ]
    }
    #else
    /// Whether both Landlock and seccomp hold; namespaces are not used yet.
    public var tier: Tier { landlock > 0 && filter ? .partial : .none }

    /// Every part, in a fixed order.
    public var areas: [Area] { [files, network, processes, kernel, limits] }

    private var files: Area {
        let open =
            "names, sizes and times can be seen, and permissions, times and attributes changed"
        return Area(
            name: "files",
            state: landlock > 0 ? .partial : .notEnforced,
            mechanism: landlock > 0 ? "landlock \(landlock)" : "none",
            gap: landlock == 0
                ? "every file of this user can be read and changed"
                : landlock < 3 ? open + "; files that cannot be read can be emptied" : open
        )
    }

    private var network: Area {
        guard filter else {
            return Area(name: "network", state: .notEnforced, mechanism: "none", gap: nil)
        }
        return landlock >= 4
            ? Area(
                name: "network",
                state: .enforced,
                mechanism: "seccomp, landlock \(landlock)",
                gap: "where ports are granted, they are for every address, and UDP is open"
            )
            : Area(
                name: "network",
                state: .partial,
                mechanism: "seccomp",
                gap: "where one port is granted, all are"
            )
    }

    private var processes: Area {
        let isScoped = landlock >= 6
        return Area(
            name: "processes",
            state: landlock == 0 ? .notEnforced : .partial,
            mechanism: landlock == 0 ? "none" : "landlock \(landlock)",
            gap: isScoped
                ? "the command lines of other processes can be read"
                : "other processes of this user can be signalled, and their command lines read"
        )
    }

    private var kernel: Area {
        Area(
            name: "kernel",
            state: filter ? .enforced : .notEnforced,
            mechanism: filter ? "seccomp" : "none",
            gap: nil
        )
    }
    #endif

    private var limits: Area {
        Area(
            name: "limits",
            state: .partial,
            mechanism: "rlimits",
            gap: "memory, processor time and disk space are not limited"
        )
    }
}
