/// The members of a TOML table, in order, each key once.
public struct TOMLTable: Sendable {
    /// One key with its value.
    public struct Member: Sendable, Hashable {
        /// The key, without quotes.
        public let key: String
        /// What stands behind the `=` or under the header.
        public var value: TOML
    }

    /// Keys with their values, in the order of the document.
    public private(set) var members: [Member]
    /// The line of the header or brace, counted from 1; nil for a table made in memory.
    public let line: Int?

    /// Takes members in order; a repeated key keeps its first place and its last value.
    public init(_ members: [(String, TOML)] = []) {
        self.members = []
        line = nil
        for (key, value) in members { self[key] = value }
    }

    /// Takes members whose keys are known to differ.
    init(unique members: [Member], line: Int?) {
        self.members = members
        self.line = line
    }

    /// The value under `key`; setting nil removes it, setting a new key appends.
    public subscript(key: String) -> TOML? {
        get { members.first { $0.key == key }?.value }
        set {
            let index = members.firstIndex { $0.key == key }
            switch (index, newValue) {
            case (let index?, let value?): members[index].value = value
            case (let index?, nil): members.remove(at: index)
            case (nil, let value?): members.append(Member(key: key, value: value))
            case (nil, nil): break
            }
        }
    }

    /// The keys in order.
    public var keys: [String] { members.map(\.key) }

    /// Whether there are no members.
    public var isEmpty: Bool { members.isEmpty }

    /// These members and then those of `other`, whose keys must not be among them.
    public func joined(with other: TOMLTable) -> TOMLTable {
        precondition(Set(keys).isDisjoint(with: other.keys), "a key would appear twice")
        return TOMLTable(unique: members + other.members, line: line)
    }

    /// The members whose key is not among `known`, ordered by the bytes of their keys.
    public func excluding(_ known: some Collection<String>) -> TOMLTable {
        let rest = members.filter { !known.contains($0.key) }
        let sorted = rest.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
        return TOMLTable(unique: sorted, line: nil)
    }
}

extension TOMLTable: Hashable {
    /// Same members in the same order; where they stood does not matter.
    public static func == (left: TOMLTable, right: TOMLTable) -> Bool {
        left.members == right.members
    }

    /// Hashes the members.
    public func hash(into hasher: inout Hasher) { hasher.combine(members) }
}
