import Filesystem
import Foundation
import Launcher
import PackageModel
import Testing

@Suite("The seal check")
struct SealCheckTests {
    private func check(_ installed: Installation) throws {
        try SealCheck.check(
            prefix: installed.prefix,
            digest: installed.digest,
            layout: installed.layout
        )
    }

    @Test("A file whose times alone changed is hashed, accepted and recorded anew")
    func touched() throws {
        let installed = try Installation()
        let file = try installed.file("server/main.py")
        try FileManager.default.setAttributes(
            [.modificationDate: Date(timeIntervalSince1970: 1_000_000)],
            ofItemAtPath: file.description
        )
        try check(installed)
        let bytes = try Files.read(
            installed.layout.statRecord(of: installed.digest),
            limit: .mebibytes(1)
        )
        #expect(bytes == (try SealCheck.record(prefix: installed.prefix).bytes))
    }

    @Test("A missing or damaged record is written anew", arguments: ["", "MCPSTAT1", "garbage"])
    func damagedRecord(_ content: String) throws {
        let installed = try Installation()
        let place = installed.layout.statRecord(of: installed.digest)
        try writeFile(place, content)
        try check(installed)
        let bytes = try Files.read(place, limit: .mebibytes(1))
        #expect(bytes == (try SealCheck.record(prefix: installed.prefix).bytes))
    }

    @Test("A record that cannot be written is no error")
    func unwritableRecord() throws {
        let installed = try Installation(hasRecord: false)
        try writeFile(installed.layout.data.appending("seals"), "a file in the way")
        try check(installed)
    }

    @Test("An unchanged directory is accepted without opening a file of it")
    func nothingIsRead() throws {
        let installed = try Installation()
        // The seal is what every closer look starts with; an equal status must not need it.
        try installed.writeStatRecord()
        try check(installed)
        #expect(
            try SealCheck.fullVerify(prefix: installed.prefix, digest: installed.digest).isEmpty
        )
    }

    @Test("Full verification names every difference", arguments: Damage.allCases)
    func findings(_ damage: Damage) throws {
        let installed = try Installation()
        try damage.inflict(on: installed)
        let findings = try SealCheck.fullVerify(prefix: installed.prefix, digest: installed.digest)
        let path = try installed.file(damage.place).description
        #expect(findings.contains { $0.path == path })
    }

    @Test("Two differences are two findings")
    func both() throws {
        let installed = try Installation()
        try Damage.extraFile.inflict(on: installed)
        try Damage.flippedByteWithRestoredTimes.inflict(on: installed)
        let findings = try SealCheck.fullVerify(prefix: installed.prefix, digest: installed.digest)
        #expect(Set(findings.map(\.code)) == ["store.file-extra", "store.file-changed"])
    }

    @Test("A prefix that is gone is a broken seal")
    func gone() throws {
        let installed = try Installation()
        #expect(throws: LauncherError.self) {
            try SealCheck.check(
                prefix: installed.layout.data.appending("nothing"),
                digest: installed.digest,
                layout: installed.layout
            )
        }
    }

    @Test("A record cut anywhere is damaged, never a crash")
    func cutRecord() throws {
        let installed = try Installation()
        let bytes = try SealCheck.record(prefix: installed.prefix).bytes
        let survivors = (0..<bytes.count).filter { StatRecord(parsing: Array(bytes[..<$0])) != nil }
        #expect(survivors.isEmpty)
        #expect(StatRecord(parsing: bytes)?.bytes == bytes)
    }
}
