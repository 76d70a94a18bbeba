internal import Cryptography
internal import PackageModel

/// RECORD as it is after an installation: relative to the packages, sorted, with what the installer wrote.
///
/// Source: recording installed projects, "The RECORD file".
struct InstalledRecord {
    private let sitePackages: String
    private var lines: [Line] = []

    private struct Line {
        let path: String
        let rest: String
    }

    init(sitePackages: String) { self.sitePackages = sitePackages }

    /// Adds a file by its path in the prefix.
    mutating func add(_ path: String, _ digest: Digest, size: UInt64?) {
        let hash = "sha256=" + urlSafeBase64(digest.bytes)
        lines.append(Line(path: relative(path), rest: hash + "," + (size.map { "\($0)" } ?? "")))
    }

    /// The table, which lists itself without a hash.
    func bytes(at path: String) -> [UInt8] {
        var bytes: [UInt8] = []
        let all = lines + [Line(path: relative(path), rest: ",")]
        for line in all.sorted(by: { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }) {
            bytes.append(contentsOf: (commaSeparatedField(line.path) + "," + line.rest + "\n").utf8)
        }
        return bytes
    }

    private func relative(_ path: String) -> String {
        let start = sitePackages + "/"
        guard path.utf8.starts(with: start.utf8) else { return "../../../" + path }
        return String(Substring(path.utf8.dropFirst(start.utf8.count)))
    }
}
