public import Cryptography
internal import Diagnostics
public import Paths

/// The list of every file of a prefix; its digest is the prefix digest.
///
/// Text, one line a file, sorted by path: `<mode in octal> <sha256> <path>`. A symbolic link has the mode 120777 and
/// the SHA-256 of its target. A path with a line end cannot occur, because unpacking refuses control characters.
public struct Seal: Hashable, Sendable {
    /// One file or link of a prefix.
    public struct Entry: Hashable, Sendable {
        /// Where it lies in the prefix.
        public let path: RelativePath
        /// Permission bits, 0444 or 0555; `linkMode` for a link.
        public let mode: UInt32
        /// Of its content, or of a link's target.
        public let digest: Digest

        /// What stands for the mode of a symbolic link, which has no permissions that count.
        public static let linkMode: UInt32 = 0o120777

        /// Takes the three facts.
        public init(path: RelativePath, mode: UInt32, digest: Digest) {
            self.path = path
            self.mode = mode
            self.digest = digest
        }

        /// Describes a symbolic link.
        public init(link path: RelativePath, target: some Sequence<UInt8>) {
            self.init(path: path, mode: Self.linkMode, digest: Digest(of: target))
        }

        /// Whether it is a symbolic link.
        public var isLink: Bool { mode == Self.linkMode }
    }

    /// The directory inside a prefix that holds the seal itself; no artifact may bring one of this
    /// name.
    public static let directoryName = ".mcppkg"
    /// The name of the seal in that directory.
    public static let fileName = "seal"

    /// The files, sorted by path.
    public let entries: [Entry]

    /// The prefix digest: of the bytes.
    public let digest: Digest

    /// Sorts the files by path.
    public init(entries: consuming [Entry]) {
        // In place: a caller that gives its entries away has them in memory once.
        var sorted = consume entries
        sorted.sort { $0.path < $1.path }
        var hasher = DigestHasher()
        Self.forEachPart(of: sorted) { hasher.update($0) }
        digest = hasher.finish()
        self.entries = sorted
    }

    /// The bytes that are digested and stored.
    public var bytes: [UInt8] {
        var all: [UInt8] = []
        forEachPart { all += $0 }
        return all
    }

    /// The same in parts of some kilobytes, because a seal may have 100,000 lines.
    public func forEachPart<Failure>(_ body: ([UInt8]) throws(Failure) -> Void) throws(Failure) {
        try Self.forEachPart(of: entries, body)
    }

    private static func forEachPart<Failure>(
        of entries: [Entry],
        _ body: ([UInt8]) throws(Failure) -> Void
    ) throws(Failure) {
        var part = Array("mcppkg-seal 1\n".utf8)
        for entry in entries {
            part.append(contentsOf: String(entry.mode, radix: 8).utf8)
            part.append(space)
            part.append(contentsOf: entry.digest.hex.utf8)
            part.append(space)
            part.append(contentsOf: entry.path.description.utf8)
            part.append(lineEnd)
            guard part.count > partSize else { continue }
            try body(part)
            part.removeAll(keepingCapacity: true)
        }
        try body(part)
    }

    /// Reads the stored form; the digest is that of the bytes as they are.
    /// - Throws: `ModelError.document` when a line is not of the form.
    public init(parsing bytes: [UInt8]) throws(ModelError) {
        var lines = bytes.split(separator: lineEnd)[...]
        guard lines.popFirst().map({ $0.elementsEqual("mcppkg-seal 1".utf8) }) == true else {
            throw .document(kind: "seal", path: "line 1", why: "not a seal of version 1")
        }
        var entries: [Entry] = []
        entries.reserveCapacity(lines.count)
        for line in lines {
            guard let entry = Entry(line) else {
                let number = entries.count + 2
                throw .document(kind: "seal", path: "line \(number)", why: "not `mode digest path`")
            }
            entries.append(entry)
        }
        self.entries = entries
        digest = Digest(of: bytes)
    }
}

extension Seal.Entry {
    /// Reads a line.
    ///
    /// By bytes: a name may begin with a mark that, as a character, would join the space before it.
    fileprivate init?(_ line: ArraySlice<UInt8>) {
        guard let first = line.firstIndex(of: space),
            let second = line[(first + 1)...].firstIndex(of: space),
            let mode = UInt32(String(decoding: line[..<first], as: UTF8.self), radix: 8),
            let digest = Digest(hexDigits: line[(first + 1)..<second]),
            let path = try? RelativePath(
                parsing: String(decoding: line[(second + 1)...], as: UTF8.self)
            )
        else { return nil }
        self.init(path: path, mode: mode, digest: digest)
    }
}

private let space = UInt8(ascii: " ")
private let lineEnd = UInt8(ascii: "\n")
private let partSize = 32 << 10
