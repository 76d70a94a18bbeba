import Archives
import Diagnostics
import TestSupport
import Testing

@Suite("Reading one file of an archive")
struct ReadEntryTests {
    @Test("A file is read into memory, wherever it lies", arguments: [false, true])
    func found(deflated: Bool) throws {
        let staging = try Staging()
        let large = (0..<600_000).map { UInt8(truncatingIfNeeded: $0 >> 5) }
        let writer = SampleBundle.writer(files: [("data/large", large, 0o644)], deflated: deflated)
        let file = try staging.open(writer.bytes())

        let manifest = try ZipExtraction.readEntry(
            "manifest.json",
            of: file,
            as: .mcpb,
            limit: .mebibytes(1)
        )
        let data = try ZipExtraction.readEntry(
            "data/large",
            of: file,
            as: .mcpb,
            limit: .mebibytes(1)
        )

        #expect(manifest == SampleBundle.manifest().bytes(.pretty(indent: 2)))
        #expect(data == large)
    }

    @Test(
        "A name that is no file of the archive is nothing",
        arguments: ["manifest", "server", "", "Manifest.json"]
    )
    func absent(_ name: String) throws {
        let staging = try Staging()
        let archive = try ZipArchive(checking: staging.open(SampleBundle.bytes()), as: .mcpb)

        #expect(try archive.read(name, limit: .mebibytes(1)) == nil)
    }

    @Test("A file beyond the limit is refused")
    func tooLarge() throws {
        let staging = try Staging()
        let archive = try ZipArchive(checking: staging.open(SampleBundle.bytes()), as: .mcpb)

        #expect(
            brokenRule { _ = try archive.read("manifest.json", limit: ByteCount(10)) }
                == "file-size"
        )
    }

    @Test("A flipped bit in the file is refused")
    func damaged() throws {
        let staging = try Staging()
        var writer = SampleBundle.writer()
        writer.records[0].data[20] ^= 1
        let archive = try ZipArchive(checking: staging.open(writer.bytes()), as: .mcpb)

        #expect(brokenRule { _ = try archive.read("manifest.json", limit: .mebibytes(1)) } == "crc")
    }
}
