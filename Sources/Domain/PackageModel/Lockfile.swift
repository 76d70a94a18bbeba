internal import Diagnostics
internal import Documents

/// What was chosen for every server of one scope: the facts of `mcppkg.lock`.
///
/// Holds nothing of a machine, a person or a time of day, so that the same choices give the same bytes.
public struct Lockfile: Sendable, Equatable {
    /// A lock of no servers.
    public static let empty = Lockfile()

    /// The servers, ordered by the bytes of their ids, each id once.
    public private(set) var servers: [LockedServer] = []
    /// What a later mcppkg wrote at the top level; written back as it was.
    var unknown = TOMLTable()

    /// Takes servers in any order; of two with one id the later stays.
    public init(servers: [LockedServer] = []) {
        let byID = Dictionary(servers.map { ($0.id, $0) }) { _, later in later }
        self.servers = byID.values.sorted { $0.id < $1.id }
    }

    /// The lock of other servers that keeps what a later mcppkg wrote at the top level.
    public func replacing(with servers: [LockedServer]) -> Lockfile {
        var lock = Lockfile(servers: servers)
        lock.unknown = unknown
        return lock
    }

    /// The server under `id`; setting nil removes it.
    public subscript(id: InstanceID) -> LockedServer? {
        get { servers.first { $0.id == id } }
        set {
            servers.removeAll { $0.id == id }
            guard let newValue else { return }
            let index = servers.firstIndex { newValue.id < $0.id } ?? servers.endIndex
            servers.insert(newValue, at: index)
        }
    }

    /// Whether exactly the servers of a manifest are locked, each for the source it has there.
    ///
    /// Where this holds nothing has to be resolved.
    public func fits(_ sources: [InstanceID: String]) -> Bool {
        unresolved(sources).isEmpty && superfluous(sources).isEmpty
    }

    /// The ids of a manifest that are not locked, or were locked for another source, in order.
    public func unresolved(_ sources: [InstanceID: String]) -> [InstanceID] {
        if isMutated("lock.fits") { return [] }
        return sources.filter { self[$0.key]?.source != $0.value }.keys.sorted()
    }

    /// The ids that are locked and that a manifest no longer names, in order.
    public func superfluous(_ sources: [InstanceID: String]) -> [InstanceID] {
        if isMutated("lock.fits") { return [] }
        return servers.map(\.id).filter { sources[$0] == nil }
    }
}
