import Archives
import Cryptography
import Diagnostics
import Filesystem
import Foundation
import Paths
import TestSupport
import Testing

@Suite("Extraction")
struct ZipExtractionTests {
    @Test("Every file arrives with its bytes, digest, mode and status", arguments: [false, true])
    func files(deflated: Bool) throws {
        let staging = try Staging()
        let large = (0..<700_000).map { UInt8(truncatingIfNeeded: $0 &* $0 >> 7) }
        let given: [(path: String, bytes: [UInt8], mode: UInt32)] = [
            ("z.bin", large, 0o600), ("a/b/c.sh", Array("#!/bin/sh\n".utf8), 0o100755),
            ("a/empty", [], 0), ("a/b/group", [1], 0o010),
        ]

        let files = try staging.extract(ZipWriter(files: given, deflated: deflated).bytes())

        #expect(files.map(\.path.description) == ["a/b/c.sh", "a/b/group", "a/empty", "z.bin"])
        #expect(files.map(\.mode) == [0o555, 0o555, 0o444, 0o444])
        #expect(files.map(\.size) == [10, 1, 0, 700_000])
        #expect(
            files.map(\.digest)
                == [given[1], given[3], given[2], given[0]].map { Digest(of: $0.bytes) }
        )
        for file in files {
            let now = try #require(try staging.directory.status(file.path))
            #expect(now == file.status)
            #expect(now.permissions == file.mode)
            #expect(now.size == UInt64(file.size))
        }
        #expect(try staging.content("z.bin") == large)
    }

    @Test("Directories of their own, nested and empty, are made")
    func directories() throws {
        let staging = try Staging()
        var writer = SampleBundle.writer()
        writer.addDirectory("empty/inner")
        writer.addDirectory("server")
        writer.records.append(ZipRecord("dos/", []))
        writer.records[writer.records.count - 1].dosAttributes = 0x10

        _ = try staging.extract(writer.bytes())

        let found = staging.everything
        #expect(
            found == ["dos", "empty", "empty/inner", "manifest.json", "server", "server/index.js"]
        )
    }

    @Test(
        "Checksum and sizes may follow the data, with and without a mark",
        arguments: [true, false]
    )
    func descriptors(marked: Bool) throws {
        let staging = try Staging()
        var writer = SampleBundle.writer(deflated: true)
        for index in writer.records.indices {
            writer.records[index].describeAfterData(marked: marked)
        }

        #expect(try staging.extract(writer.bytes()).count == 2)
    }

    @Test(
        "Names beyond ASCII arrive byte for byte, declared as UTF-8 or not",
        arguments: [true, false]
    )
    func unicodeNames(declared: Bool) throws {
        let staging = try Staging()
        let names = ["e\u{301}tude", "日本/語.txt", "\u{E9}t\u{E9}", "😀"]
        var writer = SampleBundle.writer(files: names.map { ($0, Array($0.utf8), 0o644) })
        if !declared { for index in writer.records.indices { writer.records[index].flags = 0 } }

        let files = try staging.extract(writer.bytes())

        let found = files.map { Array($0.path.description.utf8) }
        for name in names { #expect(found.contains(Array(name.utf8))) }
    }

    @Test("Names that only look alike are different files")
    func similarNames() throws {
        let staging = try Staging()
        let names = [
            "a-b", "a_b", "a.b", "ab", "a/b", "b/a", "con", "xy:z", "straße", "strase", "...", ".a",
        ]
        let writer = ZipWriter(files: names.map { ($0, Array($0.utf8), 0o644) })

        #expect(try staging.extract(writer.bytes()).count == names.count)
    }

    @Test("A zip64 archive whose numbers agree is read")
    func largeRecords() throws {
        let staging = try Staging()
        var writer = SampleBundle.writer()
        writer.isLarge = true
        let record = writer.records[0]
        let sizes = le64(UInt64(record.size)) + le64(UInt64(record.compressedSize))
        (writer.records[0].size, writer.records[0].compressedSize) = (.max, .max)
        writer.records[0].extra = le16(1) + le16(16) + sizes
        writer.records[0].localExtra = le16(1) + le16(16) + sizes

        #expect(try staging.extract(writer.bytes()).count == 2)
    }

    @Test("Limits are the last accepted value, not the first refused one")
    func limits() throws {
        let staging = try Staging()
        let deep = Array(repeating: "d", count: 64).joined(separator: "/")
        let long = String(repeating: "n", count: 255)
        let writer = SampleBundle.writer(files: [(deep, [1], 0o644), (long, [1], 0o644)])
        var limits = ExtractionLimits()
        limits.entries = 63
        limits.file = ByteCount(writer.records.map { Int($0.size) }.max() ?? 0)
        limits.total = ByteCount(writer.records.reduce(0) { $0 + Int($1.size) })

        #expect(throws: ArchiveError.self) { try staging.extract(writer.bytes(), limits: limits) }
        limits.entries = 64
        #expect(try staging.extract(writer.bytes(), limits: limits).count == 4)
    }

    @Test("A file of 10 MiB may have any ratio, one byte more may not")
    func ratioFloor() throws {
        let staging = try Staging()
        let rules = [10 << 20, 10 << 20 | 1].map { count in
            var writer = ZipWriter()
            writer.records = [ZipRecord("zeros", zeros: count)]
            return brokenRule { _ = try staging.extract(writer.bytes()) }
        }

        // The checksum of the writer is not that of the zeros: inflating has begun and everything is gone again.
        #expect(rules == ["crc", "ratio"])
        #expect(staging.everything == [])
    }

    @Test("What was in the staging directory stays when the disk refuses a file")
    func existingFile() throws {
        let staging = try Staging()
        try staging.directory.createFile("server").write([1, 2, 3])

        #expect(throws: ArchiveError.self) { try staging.extract(SampleBundle.bytes()) }

        #expect(staging.everything == ["server"])
        #expect(try staging.content("server") == [1, 2, 3])
    }

    @Test("A link in the staging directory is not followed")
    func existingLink() throws {
        let staging = try Staging()
        try staging.directory.makeSymbolicLink("server", to: "../..")

        #expect(throws: ArchiveError.self) { try staging.extract(SampleBundle.bytes()) }

        #expect(staging.everything == ["server"])
    }

    @Test("An interrupted extraction leaves nothing")
    func interrupted() throws {
        let staging = try Staging()
        let archive = try ZipArchive(checking: staging.open(SampleBundle.bytes()), as: .mcpb)

        #expect(throws: ArchiveError.interrupted) {
            try archive.extract(into: staging.directory, keepGoing: { false })
        }

        #expect(staging.everything == [])
    }

    @Test("An archive large enough for two workers gives the same files in the same order")
    func twoWorkers() throws {
        let staging = try Staging()
        var writer = SampleBundle.writer()
        for index in 0..<60 {
            let bytes = [UInt8](repeating: UInt8(index), count: 40_000)
            writer.add("data/\(index % 7)/\(index)", bytes, deflated: index % 2 == 0)
        }

        let files = try staging.extract(writer.bytes())

        #expect(files.count == 62)
        #expect(files.map(\.path) == files.map(\.path).sorted())
        for file in files where file.path.components[0] == "data" {
            let index = UInt8(file.path.name) ?? 255
            #expect(file.digest == Digest(of: [UInt8](repeating: index, count: 40_000)))
        }
    }

    @Test(
        "Files beyond the memory for whole ones are inflated as a stream, and checked all the same"
    )
    func streamed() throws {
        let large = (0..<30 << 20).map { UInt8(truncatingIfNeeded: $0 >> 9 ^ $0) }
        for isDamaged in [false, true] {
            let staging = try Staging()
            var writer = ZipWriter()
            for index in 0..<3 {
                var record = ZipRecord("large\(index)", large, deflated: index != 1)
                if isDamaged, index == 2 { record.data[5 << 20] ^= 1 }
                writer.records.append(record)
                writer.add("small\(index)", [UInt8(index)])
            }
            var digests: [Digest] = []
            let rule = brokenRule {
                digests = try staging.extract(writer.bytes(), as: .zip).map(\.digest)
            }
            #expect(rule == (isDamaged ? "crc" : nil))
            #expect(digests.prefix(3) == (isDamaged ? [] : [Digest(of: large)].repeated(3)))
            #expect(!isDamaged || staging.everything == [])
        }
    }
}

extension [Digest] {
    fileprivate func repeated(_ count: Int) -> ArraySlice<Digest> {
        (0..<count).flatMap { _ in self }[...]
    }
}
