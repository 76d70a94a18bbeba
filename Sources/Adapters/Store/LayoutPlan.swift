internal import Cryptography
internal import Diagnostics
internal import PackageModel
internal import Paths

/// One thing that a prefix is made of, mcppkg's own facts aside.
enum PrefixItem {
    /// An entry of a tree's seal, at its position there.
    case entry(tree: Int, position: Int, path: RelativePath, mode: UInt32)
    /// Bytes that are written.
    case written(PrefixLayout.Written)
    /// A link that no package brings.
    case link(PrefixLayout.Link)
}

/// A layout that was held against its packages: every path once, in order, none below another.
struct LayoutPlan {
    private let layout: PrefixLayout
    private let trees: [UnpackedTree]
    /// Positions of the placements' entries in the seals of their packages.
    private var positions: [Int] = []
    /// Places in placements, written files and links together, by path and each path once.
    private var order: [Int] = []

    /// - Throws: `StoreError.conflict` for one path with two contents, `StoreError.layout` for a path that cannot be.
    init(_ layout: PrefixLayout, of trees: [UnpackedTree]) throws(StoreError) {
        self.layout = layout
        self.trees = trees
        positions.reserveCapacity(layout.placements.count)
        for placement in layout.placements { positions.append(try position(placement)) }
        for written in layout.written {
            guard [0o444, 0o555].contains(written.mode) else {
                throw .layout(path: written.path, why: "has permissions that no file may have")
            }
        }
        for link in layout.links { try Self.check(link.target, at: link.path, mayLeave: true) }
        let count = positions.count + layout.written.count + layout.links.count
        order = try merged((0..<count).sorted { path($0) < path($1) })
        try checkReserved()
        try checkDirectories()
    }

    /// What the prefix is made of, in the order of paths.
    var items: some Collection<PrefixItem> { order.lazy.map { item($0) } }

    /// Bytes of all paths together.
    var pathBytes: Int { order.reduce(0) { $0 + path($1).description.utf8.count } }

    /// Refuses a link that is not normalised or leads out of the tree that it lies in.
    static func check(_ target: String, at path: RelativePath, mayLeave: Bool = false)
        throws(StoreError)
    {
        let isAbsolute = mayLeave && (try? AbsolutePath(parsing: target))?.description == target
        guard isMutated("store.link-target") || isAbsolute || path.isLeftInside(by: target) else {
            throw .layout(
                path: path,
                why: "is a link that leads out of the prefix: `\(printable(target))`"
            )
        }
    }

    private func item(_ place: Int) -> PrefixItem {
        let placements = layout.placements
        if place < placements.count {
            let placement = placements[place]
            return .entry(
                tree: placement.package,
                position: positions[place],
                path: placement.path,
                mode: placement.mode
            )
        }
        let rest = place - placements.count
        return rest < layout.written.count
            ? .written(layout.written[rest]) : .link(layout.links[rest - layout.written.count])
    }

    private func path(_ place: Int) -> RelativePath {
        switch item(place) {
        case .entry(_, _, let path, _): path
        case .written(let written): written.path
        case .link(let link): link.path
        }
    }

    /// What a seal would say of it.
    private func entry(_ place: Int) -> Seal.Entry {
        switch item(place) {
        case .entry(let tree, let position, let path, let mode):
            let digest = trees[tree].seal.entries[position].digest
            return Seal.Entry(path: path, mode: mode, digest: digest)
        case .written(let written):
            let digest = Digest(of: written.bytes)
            return Seal.Entry(path: written.path, mode: written.mode, digest: digest)
        case .link(let link): return Seal.Entry(link: link.path, target: link.target.utf8)
        }
    }

    /// Who brings it, for people.
    private func owner(_ place: Int) -> String {
        if case .entry(let tree, _, _, _) = item(place) { return trees[tree].title }
        return "what mcppkg adds"
    }

    /// The position of a placement's entry, which must be one of its package, in the package's seal.
    private func position(_ placement: PrefixLayout.Placement) throws(StoreError) -> Int {
        let wanted = placement.entry
        guard trees.indices.contains(placement.package) else {
            throw .layout(path: placement.path, why: "belongs to no package")
        }
        let entries = trees[placement.package].seal.entries
        let found = entries.position(of: wanted.path)
        guard let found, entries[found] == wanted else {
            throw .layout(path: placement.path, why: "is not in its package")
        }
        let modes: [UInt32] = wanted.isLink ? [Seal.Entry.linkMode] : [0o444, 0o555]
        guard modes.contains(placement.mode) else {
            throw .layout(path: placement.path, why: "has permissions that no file may have")
        }
        return found
    }

    private func merged(_ sorted: [Int]) throws(StoreError) -> [Int] {
        var kept: [Int] = []
        kept.reserveCapacity(sorted.count)
        for place in sorted {
            guard let last = kept.last, path(last) == path(place) else {
                kept.append(place)
                continue
            }
            guard isMutated("store.conflict") || entry(last) == entry(place) else {
                throw .conflict(path: path(place), first: owner(last), second: owner(place))
            }
        }
        return kept
    }

    private func checkReserved() throws(StoreError) {
        for place in order {
            let path = path(place)
            let first = path.description.utf8.prefix { $0 != UInt8(ascii: "/") }
            guard first.count == Seal.directoryName.utf8.count,
                String(Substring(first)).lowercased() == Seal.directoryName,
                !isMutated("store.reserved")
            else { continue }
            throw .layout(path: path, why: "has a name that mcppkg keeps for itself")
        }
    }

    /// Refuses a path that lies below another: files of one directory follow each other, so each is looked up once.
    private func checkDirectories() throws(StoreError) {
        var last: RelativePath?
        for place in order {
            guard let parent = path(place).parent, parent != last else { continue }
            last = parent
            var directory: RelativePath? = parent
            while let current = directory {
                guard !order.contains(current, path) else {
                    throw .layout(path: current, why: "is a file and a directory at once")
                }
                directory = current.parent
            }
        }
    }
}

extension [Seal.Entry] {
    /// The position of a path in the entries of a seal, which are sorted.
    fileprivate func position(of path: RelativePath) -> Int? {
        let found = lowerBound { $0.path < path }
        return found < count && self[found].path == path ? found : nil
    }
}

extension [Int] {
    /// Whether places that are sorted by path have one of that path.
    fileprivate func contains(_ wanted: RelativePath, _ path: (Int) -> RelativePath) -> Bool {
        let found = lowerBound { path($0) < wanted }
        return found < count && path(self[found]) == wanted
    }
}

extension Array {
    /// The first position whose element does not come before; for sorted arrays.
    private func lowerBound(_ comesBefore: (Element) -> Bool) -> Int {
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            if comesBefore(self[middle]) { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
