internal import Diagnostics

#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#else
internal import Darwin
#endif

/// Something that an observed program tried and its sandbox does not grant.
public struct Attempt: Hashable, Sendable, CustomStringConvertible {
    /// What it tried to do.
    public enum Kind: String, Sendable, CaseIterable {
        /// Open a file or directory to read it.
        case read
        /// Change, create or remove a file or directory.
        case write
        /// Execute a file.
        case execute
        /// Connect to an address.
        case connect
        /// Make a socket, or offer a service with one.
        case socket
    }

    /// What it tried to do.
    public let kind: Kind
    /// To what: the real path of a file, an address with its port, or a kind of socket.
    public let target: String
    /// How often.
    public var count: Int

    /// For people, as in "read `/home/ada/.ssh/id_rsa` (2 times)".
    public var description: String {
        let thing = printable(target)
        let times = count > 1 ? " (\(count) times)" : ""
        return switch kind {
        case .connect: "connect to `\(thing)`" + times
        case .socket: "use a socket: \(thing)" + times
        default: "\(kind.rawValue) `\(thing)`" + times
        }
    }

    /// Takes all three.
    public init(kind: Kind, target: String, count: Int) {
        self.kind = kind
        self.target = target
        self.count = count
    }
}

/// Collects what one observed program tried beyond its sandbox.
///
/// It is a report, not a wall: the sandbox holds without it, and a program with several threads can keep something out
/// of it. Unchecked, because a mutex of the system guards the list: the thread that reads notices writes it, any other
/// reads it.
@safe public final class AttemptLog: @unchecked Sendable {
    /// Different attempts that are kept; a program that tries more is known well enough.
    public static let limit = 256

    private let mutex: UnsafeMutablePointer<pthread_mutex_t>
    private var kept: [Attempt] = []
    private var places: [String: Int] = [:]
    private var observing = false
    private var cut = false

    /// An empty log, for one start.
    public init() {
        unsafe mutex = .allocate(capacity: 1)
        unsafe mutex.initialize(to: pthread_mutex_t())
        _ = unsafe pthread_mutex_init(mutex, nil)
    }

    deinit {
        _ = unsafe pthread_mutex_destroy(mutex)
        unsafe mutex.deallocate()
    }

    /// What was tried so far, in the order of the first times.
    public var attempts: [Attempt] { locked { kept } }

    /// Whether the kernel tells; without, an empty log means nothing.
    public var isObserving: Bool { locked { observing } }

    /// Whether there was more than is kept.
    public var isCut: Bool { locked { cut } }

    func begin() { locked { observing = true } }

    func add(_ kind: Attempt.Kind, _ target: String) {
        locked {
            let name = kind.rawValue + " " + target
            if let place = places[name] {
                kept[place].count += 1
            } else if kept.count < Self.limit {
                places[name] = kept.count
                kept.append(Attempt(kind: kind, target: target, count: 1))
            } else {
                cut = true
            }
        }
    }

    private func locked<Value>(_ body: () -> Value) -> Value {
        _ = unsafe pthread_mutex_lock(mutex)
        defer { _ = unsafe pthread_mutex_unlock(mutex) }
        return body()
    }
}
