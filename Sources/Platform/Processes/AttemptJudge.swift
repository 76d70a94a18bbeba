internal import CSandbox
internal import Filesystem
internal import Paths

#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#else
internal import Darwin
#endif

/// Tells the calls that a policy does not grant from those that it does, and from noise.
///
/// Programs look for much that is not there, and that is nobody's business; only what exists, or would be made where
/// something exists, is an attempt, and a look for the keys of a person.
struct AttemptJudge {
    private let readable: [AbsolutePath]
    private let writable: [AbsolutePath]
    private let network: SandboxPolicy.Network
    /// Where the program was started; a Python that has no other place to look for modules lists it.
    private let directory: AbsolutePath?
    /// What the program takes for the person's home.
    private let home: AbsolutePath?

    /// Kernel files tell of the machine, not of the person, and every runtime looks at some.
    private static let ignored = ["/proc", "/sys", "/dev"].compactMap {
        try? AbsolutePath(parsing: $0)
    }

    /// Where people keep keys in their home; the one that a server is given has none of these.
    private static let keyPlaces: Set<String> = [".aws", ".gnupg", ".kube", ".ssh"]

    init(policy: SandboxPolicy, directory: AbsolutePath?, home: AbsolutePath?) {
        self.home = home
        readable = Self.real(policy.allReadable)
        writable = Self.real(policy.allWritable)
        network = policy.network
        self.directory = directory.flatMap { try? Files.realPath($0) }
    }

    private static func real(_ paths: [String]) -> [AbsolutePath] {
        paths.compactMap { text in
            guard let path = try? AbsolutePath(parsing: text) else { return nil }
            return try? Files.realPath(path)
        }
    }

    /// What the call attempted beyond the policy; nil when there is nothing to tell.
    func attempt(_ notice: Notice) -> (Attempt.Kind, String)? {
        switch UInt32(bitPattern: notice.kind) {
        case csandbox_kind_read.rawValue: file(notice, .read)
        case csandbox_kind_write.rawValue: file(notice, .write)
        case csandbox_kind_execute.rawValue: file(notice, .execute)
        case csandbox_kind_connect.rawValue: destination(notice)
        case csandbox_kind_bind.rawValue: service(notice)
        case csandbox_kind_socket.rawValue: (.socket, describeSocket(notice))
        default: nil
        }
    }

    private func file(_ notice: Notice, _ kind: Attempt.Kind) -> (Attempt.Kind, String)? {
        guard let path = realPath(notice) else {
            return kind == .read ? missingKey(notice).map { (kind, $0) } : nil
        }
        guard !isGranted(path, kind),
            kind != .read || path != directory,
            !Self.ignored.contains(where: { $0.contains(path) })
        else { return nil }
        return (kind, path.description)
    }

    /// What is looked for among a person's keys, in a home that has none; nil for everything else.
    private func missingKey(_ notice: Notice) -> String? {
        guard let home, let path = try? AbsolutePath(parsing: text(of: notice)),
            home.contains(path)
        else { return nil }
        let rest = path.description.dropFirst(home.description.count + 1)
        guard let first = rest.split(separator: "/").first else { return nil }
        return Self.keyPlaces.contains(String(first)) ? "~/" + rest : nil
    }

    private func text(of notice: Notice) -> String {
        notice.path.hasPrefix("/") ? notice.path : notice.base + "/" + notice.path
    }

    private func isGranted(_ path: AbsolutePath, _ kind: Attempt.Kind) -> Bool {
        let isWritable = writable.contains { $0.contains(path) }
        switch kind {
        case .write: return isWritable
        case .execute: return readable.contains { $0.contains(path) }
        default: return isWritable || readable.contains { $0.contains(path) }
        }
    }

    /// The file that the call is about, or the place in an existing directory where it would make one.
    private func realPath(_ notice: Notice) -> AbsolutePath? {
        let words = ownWords(text(of: notice), of: notice.process)
        guard let path = try? AbsolutePath(parsing: words) else { return nil }
        if let real = try? Files.realPath(path) { return real }
        guard notice.creates, !path.name.isEmpty, let parent = try? Files.realPath(path.parent)
        else { return nil }
        return parent.appending(path.name)
    }

    /// `/proc/self` means the observed process and not the one that asks here.
    private func ownWords(_ path: String, of process: Int32) -> String {
        for name in ["/proc/self", "/proc/thread-self"]
        where path == name || path.hasPrefix(name + "/") {
            return "/proc/\(process)" + path.dropFirst(name.count)
        }
        return path
    }

    /// Port 0 is how the system is asked which of its own addresses it would use; nothing is sent.
    private func destination(_ notice: Notice) -> (Attempt.Kind, String)? {
        guard case .ports(let ports) = network, notice.port != 0, notice.port != 53,
            !ports.contains(Int(notice.port))
        else { return nil }
        return (.connect, address(notice))
    }

    private func service(_ notice: Notice) -> (Attempt.Kind, String)? {
        guard network != .unrestricted, notice.port != 0 else { return nil }
        return (.socket, "listening on " + address(notice))
    }

    private func address(_ notice: Notice) -> String {
        notice.family == AF_INET6
            ? "[\(notice.path)]:\(notice.port)" : "\(notice.path):\(notice.port)"
    }
}

private func describeSocket(_ notice: Notice) -> String {
    switch (notice.family, notice.type) {
    case (AF_UNIX, _): "local service"
    case (AF_INET, 1): "network (IPv4, TCP)"
    case (AF_INET, 2): "network (IPv4, UDP)"
    case (AF_INET6, 1): "network (IPv6, TCP)"
    case (AF_INET6, 2): "network (IPv6, UDP)"
    default: "socket of family \(notice.family), type \(notice.type)"
    }
}
