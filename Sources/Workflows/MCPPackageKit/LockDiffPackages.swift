internal import Cryptography
internal import PackageModel

extension LockDiff {
    /// One package of a closure that was added, removed or changed.
    public struct PackageChange: Sendable, Equatable {
        /// Its type, such as `npm`.
        public let type: String
        /// Its name.
        public let name: String
        /// The versions before; nil where it was not there.
        public let before: String?
        /// The versions now; nil where it is gone.
        public let after: String?
        /// What else changed, in words.
        public let details: [String]
        /// Whether one version has other bytes now, for a platform that it was locked for already.
        public let hasOtherBytes: Bool
    }

    /// What differs between two closures; what a person must look at comes first, then by name.
    static func changes(from old: [LockedPackage], to new: [LockedPackage]) -> [PackageChange] {
        let before = named(old)
        let after = named(new)
        return Set(before.keys).union(after.keys)
            .compactMap { key in change(key, before[key] ?? [], after[key] ?? []) }
            .sorted { left, right in
                if left.hasOtherBytes != right.hasOtherBytes { return left.hasOtherBytes }
                return (left.name, left.type) < (right.name, right.type)
            }
    }

    /// What differs between packages that have no name, in words; bundles are such.
    static func nameless(from old: [LockedPackage], to new: [LockedPackage]) -> [String] {
        let before = old.filter { $0.name == nil }
        let after = new.filter { $0.name == nil }
        guard before != after else { return [] }
        return ["artifacts"] + moved("evidence", before.map(\.evidence), after.map(\.evidence))
    }

    private struct Key: Hashable {
        let type: String
        let name: String
    }

    private static func named(_ packages: [LockedPackage]) -> [Key: [LockedPackage]] {
        var named: [Key: [LockedPackage]] = [:]
        for package in packages {
            guard let name = package.name else { continue }
            let key = Key(type: package.type, name: normalized(name, package.type))
            named[key, default: []].append(package)
        }
        return named
    }

    private static func change(_ key: Key, _ old: [LockedPackage], _ new: [LockedPackage])
        -> PackageChange?
    {
        guard old != new else { return nil }
        let hasOtherBytes = hasOtherBytes(old, new)
        let isBoth = !old.isEmpty && !new.isEmpty
        return PackageChange(
            type: key.type,
            name: (new.first ?? old.first)?.name ?? key.name,
            before: versions(old),
            after: versions(new),
            details: isBoth ? details(old, new, hasOtherBytes) : [],
            hasOtherBytes: hasOtherBytes
        )
    }

    private static func versions(_ packages: [LockedPackage]) -> String? {
        guard !packages.isEmpty else { return nil }
        return Set(packages.map { $0.version ?? "" }).sorted().joined(separator: ", ")
    }

    private static func details(
        _ old: [LockedPackage],
        _ new: [LockedPackage],
        _ hasOtherBytes: Bool
    ) -> [String] {
        var details = hasOtherBytes ? ["other bytes under the same version"] : []
        details += moved("evidence", old.map(\.evidence), new.map(\.evidence))
        details += moved("build", old.compactMap(\.build), new.compactMap(\.build))
        details += moved("extras", old.flatMap(\.extras), new.flatMap(\.extras))
        details += moved("platforms", old.flatMap(\.platforms), new.flatMap(\.platforms))
        // A new version has other addresses and needs; what stays at its version has no reason to.
        guard versions(old) == versions(new) else { return details }
        if Set(old.map(\.url)) != Set(new.map(\.url)) { details.append("address") }
        if Set(old.flatMap(\.requires)) != Set(new.flatMap(\.requires)) { details.append("needs") }
        if Set(old.flatMap(\.places)) != Set(new.flatMap(\.places)) { details.append("place") }
        return details
    }

    private static func moved(_ what: String, _ old: [String], _ new: [String]) -> [String] {
        let before = Set(old).sorted()
        let after = Set(new).sorted()
        guard before != after else { return [] }
        let words = [before, after].map { $0.isEmpty ? "none" : $0.joined(separator: ", ") }
        return ["\(what) \(words[0]) -> \(words[1])"]
    }

    /// Whether a version that is in both was locked for a platform with one digest and is now with another.
    private static func hasOtherBytes(_ old: [LockedPackage], _ new: [LockedPackage]) -> Bool {
        let before = digests(old)
        let after = digests(new)
        return before.contains { slot, digests in
            guard let now = after[slot] else { return false }
            return digests != now
        }
    }

    private static func digests(_ packages: [LockedPackage]) -> [[String]: Set<Digest>] {
        var digests: [[String]: Set<Digest>] = [:]
        for package in packages {
            for platform in package.platforms.isEmpty ? ["any"] : package.platforms {
                digests[[package.version ?? "", platform], default: []].insert(package.sha256)
            }
        }
        return digests
    }
}
