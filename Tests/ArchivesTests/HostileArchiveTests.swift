import Archives
import Filesystem
import TestSupport
import Testing

@Suite("Hostile archives")
struct HostileArchiveTests {
    @Test(
        "A hostile archive is refused for its rule and nothing remains",
        arguments: HostileArchive.all
    )
    func refused(_ archive: HostileArchive) throws {
        let staging = try Staging()

        let rule = brokenRule { _ = try staging.extract(archive.bytes) }

        #expect(rule == archive.rule)
        #expect(staging.everything == [])
    }

    @Test("A hostile archive is refused for its rule before one of its files is read")
    func refusedWhenReading() throws {
        let staging = try Staging()
        let onlyWhileInflating: Set = ["crc"]
        let all = HostileArchive.all.filter { !onlyWhileInflating.contains($0.rule) }

        let accepted = try all.filter { archive in
            let file = try staging.open(archive.bytes)
            let rule = brokenRule {
                _ = try ZipExtraction.readEntry(
                    "manifest.json",
                    of: file,
                    as: .mcpb,
                    limit: .mebibytes(1)
                )
            }
            return rule != archive.rule
        }

        // What is left is wrong only inside the compressed data of another file.
        #expect(Set(accepted.map(\.rule)) == ["size-mismatch", "malformed"])
        #expect(accepted.allSatisfy { $0.name.contains("deflate") || $0.rule == "size-mismatch" })
    }

    @Test("Every rule has a hostile archive")
    func complete() {
        let covered = Set(HostileArchive.all.map(\.rule) + HostileTar.all.map(\.rule))

        #expect(covered == Set(ArchiveRule.allCases.map(\.rawValue)))
        #expect(HostileArchive.all.count >= 40)
    }

    @Test("The bundle that hostile archives are made from is accepted")
    func control() throws {
        let staging = try Staging()

        let files = try staging.extract(SampleBundle.bytes())

        #expect(files.map(\.path.description) == ["manifest.json", "server/index.js"])
    }

    @Test("A refusal names the entry, makes it printable and ends with status 4")
    func message() {
        let error = ArchiveError.rule(.controlCharacter, entry: "evil\u{1B}[2J")

        #expect(
            error.reason == "the archive entry `evil\\u{1b}[2J` has a control character in its name"
        )
        #expect(error.code.description == "archive.control-character")
        #expect(error.category.exitStatus == 4)
    }

    @Test("A second failing file does not hide the first rule, whichever worker meets it")
    func twoWorkers() throws {
        let staging = try Staging()
        var writer = SampleBundle.writer()
        for index in 0..<40 {
            var record = ZipRecord("data/\(index)", [UInt8](repeating: UInt8(index), count: 60_000))
            record.data[index] ^= 1
            writer.records.append(record)
        }

        let rule = brokenRule { _ = try staging.extract(writer.bytes()) }

        #expect(rule == "crc")
        #expect(staging.everything == [])
    }
}
