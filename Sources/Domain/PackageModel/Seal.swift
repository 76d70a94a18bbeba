public import Cryptography
internal import Diagnostics
public import Paths

/// The list of every file of a prefix; its digest is the prefix digest.
///
/// Text, one line a file, sorted by path: `<mode in octal> <sha256> <path>`. A path with a line end
/// cannot occur, because unpacking refuses control characters.
public struct Seal: Hashable, Sendable {
    /// One file of a prefix.
    public struct Entry: Hashable, Sendable {
        /// Where it lies in the prefix.
        public let path: RelativePath
        /// Permission bits, 0444 or 0555.
        public let mode: UInt32
        /// Of its content.
        public let digest: Digest

        /// Takes the three facts.
        public init(path: RelativePath, mode: UInt32, digest: Digest) {
            self.path = path
            self.mode = mode
            self.digest = digest
        }
    }

    /// The directory inside a prefix that holds the seal itself; no artifact may bring one of this
    /// name.
    public static let directoryName = ".mcppkg"
    /// The name of the seal in that directory.
    public static let fileName = "seal"

    /// The files, sorted by path.
    public let entries: [Entry]

    /// Sorts the files by path.
    public init(entries: [Entry]) { self.entries = entries.sorted { $0.path < $1.path } }

    /// The bytes that are digested and stored.
    public var bytes: [UInt8] {
        var text = "mcppkg-seal 1\n"
        for entry in entries {
            text +=
                String(entry.mode, radix: 8) + " " + entry.digest.hex + " " + entry.path.description
                + "\n"
        }
        return Array(text.utf8)
    }

    /// The prefix digest.
    public var digest: Digest { Digest(of: bytes) }

    /// Reads the stored form.
    /// - Throws: `ModelError.document` when a line is not of the form.
    public init(parsing bytes: [UInt8]) throws(ModelError) {
        var lines = bytes.split(separator: UInt8(ascii: "\n"))[...]
        guard lines.popFirst().map({ $0.elementsEqual("mcppkg-seal 1".utf8) }) == true else {
            throw .document(kind: "seal", path: "line 1", why: "not a seal of version 1")
        }
        var entries: [Entry] = []
        for (index, line) in lines.enumerated() {
            // By bytes: a name may begin with a mark that, as a character, would join the space
            // before it.
            let fields = line.split(
                separator: UInt8(ascii: " "),
                maxSplits: 2,
                omittingEmptySubsequences: false
            )
            .map { String(decoding: $0, as: UTF8.self) }
            guard fields.count == 3, let mode = UInt32(fields[0], radix: 8),
                let digest = Digest(hex: fields[1]),
                let path = try? RelativePath(parsing: fields[2])
            else {
                throw .document(
                    kind: "seal",
                    path: "line \(index + 2)",
                    why: "not `mode digest path`"
                )
            }
            entries.append(Entry(path: path, mode: mode, digest: digest))
        }
        self.entries = entries
    }
}
