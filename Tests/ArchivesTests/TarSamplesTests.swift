import Archives
import Foundation
import TestSupport
import Testing

/// An archive of other projects' tests, and what becomes of it as a runtime from which no name is left out.
struct TarSample: Sendable, CustomTestStringConvertible {
    let path: String
    /// The rule that it breaks; nil where it is unpacked.
    let rule: String?
    /// How many files and links it then has.
    let files: Int

    var testDescription: String { "\(path): \(rule ?? "unpacked")" }

    init(_ path: String, _ rule: String) { (self.path, self.rule, files) = (path, rule, 0) }
    init(_ path: String, files: Int) { (self.path, rule, self.files) = (path, nil, files) }

    static let all =
        nodeTar + tokioTar + [
            TarSample("zip-slip/zip-slip-win.tar", "backslash"),
            TarSample("zip-slip/zip-slip.tar", "parent-path"),
        ]

    static let nodeTar = [
        TarSample("node-tar/bad-cksum.tar", "malformed"),
        TarSample("node-tar/body-byte-counts.tar", files: 4),
        TarSample("node-tar/dir-normalization.tar", "link-target"),
        TarSample("node-tar/dir.tar", files: 0),
        TarSample("node-tar/emptypax.tar", files: 2),
        TarSample("node-tar/file.tar", files: 1),
        // It gives one path to all entries.
        TarSample("node-tar/global-header.tar", "ambiguous"),
        TarSample("node-tar/links-invalid.tar", "link-target"),
        // It has no end mark, which node-tar does not miss; so has `long-pax`.
        TarSample("node-tar/links-strip.tar", "truncated"),
        TarSample("node-tar/links.tar", files: 3),
        TarSample("node-tar/long-linkname.tar", files: 1),
        TarSample("node-tar/long-paths.tar", files: 8),
        TarSample("node-tar/long-pax.tar", "truncated"),
        TarSample("node-tar/next-file-has-long.tar", files: 2),
        TarSample("node-tar/null-byte.tar", files: 1),
        TarSample("node-tar/path-missing.tar", "parent-path"),
        TarSample("node-tar/trailing-slash-corner-case.tar", files: 2),
        TarSample("node-tar/utf8.tar", files: 3),
    ]

    static let tokioTar = [
        TarSample("tokio-tar/7z_long_path.tar", files: 1),
        TarSample("tokio-tar/diff-014-unterminated-pax.tar", "malformed"),
        TarSample("tokio-tar/diff-024-pending-pax-boundary.tar", "malformed"),
        TarSample("tokio-tar/diff-039-truncated-entry-body.tar", "truncated"),
        TarSample("tokio-tar/directory.tar", files: 1),
        TarSample("tokio-tar/duplicate_dirs.tar", files: 0),
        TarSample("tokio-tar/empty_filename.tar", "parent-path"),
        TarSample("tokio-tar/file_times.tar", files: 1),
        TarSample("tokio-tar/link.tar", files: 2),
        // An archive inside the data of an entry: a size in an extended header against that of the header.
        TarSample("tokio-tar/pax-header-precedence.tar", "ambiguous"),
        TarSample("tokio-tar/pax-hidden-entry.tar", files: 3),
        TarSample("tokio-tar/pax-overrides-extension-header.tar", "ambiguous"),
        TarSample("tokio-tar/pax-phantom-entry.tar", files: 2),
        TarSample("tokio-tar/pax.tar", files: 2),
        TarSample("tokio-tar/pax2.tar", files: 0),
        TarSample("tokio-tar/paxlongname.tar", files: 1),
        TarSample("tokio-tar/reading_files.tar", files: 2),
        TarSample("tokio-tar/simple.tar", files: 3),
        TarSample("tokio-tar/simple_missing_last_header.tar", files: 3),
        TarSample("tokio-tar/spaces.tar", files: 1),
        TarSample("tokio-tar/sparse-1.tar", "sparse"),
        TarSample("tokio-tar/sparse-large.tar", "sparse"),
        TarSample("tokio-tar/sparse.tar", "sparse"),
        TarSample("tokio-tar/xattrs.tar", files: 1),
    ]
}

@Suite("Archives of other projects' tests", .enabled(if: SharedData.isPresent))
struct TarSamplesTests {
    @Test(
        "A sample is unpacked whole, or refused for its rule with nothing left",
        arguments: TarSample.all
    )
    func outcome(_ sample: TarSample) throws {
        let staging = try Staging()
        let bytes = try SharedData.bytes("archives/" + sample.path)
        var count = 0

        let rule = brokenRule {
            count = try staging.extractTar(bytes, as: .runtime(stripComponents: 0)).count
        }

        #expect(rule == sample.rule)
        #expect(count == sample.files)
        #expect(!staging.everything.contains { $0.hasPrefix("outside") })
        #expect(rule == nil || staging.everything == [])
    }

    @Test("A sample with links, or with a file beside the first directory, is no package of npm")
    func npm() throws {
        let refused = try TarSample.all.filter { sample in
            let bytes = try SharedData.bytes("archives/" + sample.path)
            return brokenRule { _ = try Staging().extractTar(bytes) } != nil
        }
        let accepted = Set(TarSample.all.map(\.path)).subtracting(refused.map(\.path))
        #expect(
            accepted.sorted() == [
                "node-tar/dir.tar", "node-tar/null-byte.tar",
                "node-tar/trailing-slash-corner-case.tar", "tokio-tar/7z_long_path.tar",
                "tokio-tar/directory.tar", "tokio-tar/duplicate_dirs.tar", "tokio-tar/pax2.tar",
                "tokio-tar/xattrs.tar",
            ]
        )
    }

    @Test("Every sample of the folder has its outcome")
    func complete() throws {
        let manifest = String(
            decoding: try SharedData.bytes("archives/MANIFEST.tsv"),
            as: UTF8.self
        )
        let tars = manifest.split(separator: "\n").compactMap { $0.split(separator: "\t").first }
            .filter { $0.hasSuffix(".tar") }.map(String.init)
        #expect(Set(tars) == Set(TarSample.all.map(\.path)))
        #expect(tars.count >= 40)
    }
}
