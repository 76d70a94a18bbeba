public import Paths

/// How the unpacked packages of a closure become one prefix: which file goes where, and what is written beside them.
///
/// A value that formats make and the store carries out; nothing in it names a machine path but the targets of links
/// to a runtime.
public struct PrefixLayout: Sendable, Equatable {
    /// One file of one package.
    public struct Placement: Sendable, Equatable {
        /// The package's position in the list that the layout was made from.
        public let package: Int
        /// The entry of that package's seal.
        public let entry: Seal.Entry
        /// Where it goes in the prefix.
        public let path: RelativePath
        /// 0444 or 0555.
        public let mode: UInt32

        /// Takes every fact.
        public init(package: Int, entry: Seal.Entry, path: RelativePath, mode: UInt32) {
            self.package = package
            self.entry = entry
            self.path = path
            self.mode = mode
        }
    }

    /// A small file that is written, not linked.
    public struct Written: Sendable, Equatable {
        /// Where it goes.
        public let path: RelativePath
        /// 0444 or 0555.
        public let mode: UInt32
        /// Its content.
        public let bytes: [UInt8]

        /// Takes every fact.
        public init(path: RelativePath, mode: UInt32, bytes: [UInt8]) {
            self.path = path
            self.mode = mode
            self.bytes = bytes
        }
    }

    /// A symbolic link: relative and inside the prefix, or the absolute path of a runtime.
    public struct Link: Sendable, Equatable {
        /// Where it lies.
        public let path: RelativePath
        /// What it points to, as it is stored.
        public let target: String

        /// Takes both.
        public init(path: RelativePath, target: String) {
            self.path = path
            self.target = target
        }
    }

    /// Files of packages, in any order.
    ///
    /// Equal paths with equal bytes and modes are one file; with different ones the store refuses.
    public var placements: [Placement]
    /// Files written anew.
    public var written: [Written]
    /// Links.
    public var links: [Link]

    /// Takes the parts.
    public init(placements: [Placement] = [], written: [Written] = [], links: [Link] = []) {
        self.placements = placements
        self.written = written
        self.links = links
    }

    /// The same tree one directory further down, its packages counted from `first`.
    /// - Throws: `PathError` for a path that grows too long.
    public func nested(in directory: String, packagesFrom first: Int) throws(PathError)
        -> PrefixLayout
    {
        var nested = PrefixLayout()
        for one in placements {
            nested.placements.append(
                Placement(
                    package: one.package + first,
                    entry: one.entry,
                    path: try RelativePath(parsing: "\(directory)/\(one.path)"),
                    mode: one.mode
                )
            )
        }
        for one in written {
            let path = try RelativePath(parsing: "\(directory)/\(one.path)")
            nested.written.append(Written(path: path, mode: one.mode, bytes: one.bytes))
        }
        for one in links {
            let path = try RelativePath(parsing: "\(directory)/\(one.path)")
            nested.links.append(Link(path: path, target: one.target))
        }
        return nested
    }
}
