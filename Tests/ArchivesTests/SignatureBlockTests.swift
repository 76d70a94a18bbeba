import Archives
import TestSupport
import Testing

@Suite("Signature blocks")
struct SignatureBlockTests {
    @Test(
        "The unmarked bundle and all three layouts of a signed one are read",
        .enabled(if: SharedData.isPresent),
        arguments: [
            "orig", "A-v2.1.2", "B-eocd-patched-after-sign", "C-eocd-patched-before-sign", "evil",
        ]
    )
    func accepted(_ name: String) throws {
        let staging = try Staging()

        let files = try staging.extract(SharedData.bytes("mcpb/\(name).mcpb"))

        #expect(files.map(\.path.description) == ["manifest.json", "server/index.js"])
        #expect(files.map(\.size) == [250, 8])
    }

    @Test(
        "A block that is not exactly one after the archive is refused",
        .enabled(if: SharedData.isPresent),
        arguments: [
            ("X1-evil-zip-after-footer", "second-archive"),
            ("X2-evil-zip-between-sig-and-footer", "signature-block"),
            ("X4-second-sig-block", "second-archive"),
            ("X5-trailing-junk", "second-archive"),
            ("X6-sigblock-stripped-to-header", "second-archive"),
            ("X7-length-overflow", "signature-block"),
        ]
    )
    func refused(_ name: String, _ rule: String) throws {
        let staging = try Staging()
        let bytes = try SharedData.bytes("mcpb/\(name).mcpb")

        #expect(brokenRule { _ = try staging.extract(bytes) } == rule)
        #expect(staging.everything == [])
    }

    @Test(
        "The block of a signed bundle is where the reference says",
        .enabled(if: SharedData.isPresent)
    )
    func located() throws {
        let staging = try Staging()
        let bytes = try SharedData.bytes("mcpb/A-v2.1.2.mcpb")

        let block = try #require(try SignatureBlock.find(in: staging.open(bytes)))

        #expect(block.zip == 0..<488)
        #expect(block.block == 488..<1872)
        #expect(Array(bytes[block.message]) == (try SharedData.bytes("mcpb/sig.der")))
    }

    @Test("An unmarked bundle has no block")
    func absent() throws {
        let staging = try Staging()

        #expect(try SignatureBlock.find(in: staging.open(SampleBundle.bytes())) == nil)
    }

    @Test("A comment before the block is accepted, with and without the block in its length")
    func commentAndBlock() throws {
        let staging = try Staging()
        var writer = SampleBundle.writer()
        writer.comment = Array("made by hand".utf8)
        writer.suffix = SampleBundle.signatureBlock()
        let plain = try ZipArchive(checking: staging.open(writer.bytes()), as: .mcpb)
        writer.declaredCommentLength = writer.comment.count + writer.suffix.count
        let covering = try ZipArchive(checking: staging.open(writer.bytes()), as: .mcpb)

        #expect(plain.signature != nil)
        #expect(plain.signature == covering.signature)
    }

    @Test("A plain zip may not have a block after it")
    func plainZip() throws {
        let staging = try Staging()
        var writer = SampleBundle.writer()
        writer.suffix = SampleBundle.signatureBlock()

        #expect(
            brokenRule { _ = try staging.extract(writer.bytes(), as: .zip) } == "second-archive"
        )
    }

    @Test(
        "The archives of the zip-slip collection are refused",
        .enabled(if: SharedData.isPresent),
        arguments: [("zip-slip", "parent-path"), ("zip-slip-win", "backslash")],
        [ArchiveFlavour.zip, .mcpb]
    )
    func zipSlip(_ archive: (name: String, rule: String), _ flavour: ArchiveFlavour) throws {
        let staging = try Staging()
        let bytes = try SharedData.bytes("archives/zip-slip/\(archive.name).zip")

        #expect(brokenRule { _ = try staging.extract(bytes, as: flavour) } == archive.rule)
        #expect(staging.everything == [])
    }
}
