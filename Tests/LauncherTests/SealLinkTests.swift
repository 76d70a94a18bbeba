import Cryptography
import Filesystem
import Foundation
import Launcher
import PackageModel
import Paths
import TestSupport
import Testing

/// A sealed directory with a file and two links, put together by hand.
private struct LinkedPrefix {
    let tree: TemporaryTree
    let layout: StoreLayout
    let prefix: AbsolutePath
    let digest: Digest

    init(target: String = "python3.12") throws {
        tree = try TemporaryTree()
        let root = try AbsolutePath(parsing: tree.path)
        layout = StoreLayout(home: root.appending("home"))
        prefix = root.appending("prefix")
        let bin = try Directory.create(prefix.appending("bin"))
        let file = try bin.createFile("python3.12", mode: 0o555)
        try file.write(Array("elf".utf8))
        try file.changeMode(to: 0o555)
        try bin.makeSymbolicLink("python3", to: target)
        try bin.makeSymbolicLink("python", to: "/opt/runtime/bin/python")
        let seal = Seal(entries: [
            .init(
                path: try .init(parsing: "bin/python3.12"),
                mode: 0o555,
                digest: Digest(of: "elf".utf8)
            ),
            .init(link: try .init(parsing: "bin/python3"), target: target.utf8),
            .init(link: try .init(parsing: "bin/python"), target: "/opt/runtime/bin/python".utf8),
        ])
        digest = seal.digest
        let own = try Directory.create(prefix.appending(Seal.directoryName))
        let list = try own.createFile(Seal.fileName)
        try list.write(seal.bytes)
        try list.changeMode(to: 0o444)
        for directory in [own, bin] { try directory.changeMode(to: 0o555) }
        try Directory.open(prefix).changeMode(to: 0o555)
    }

    func check() throws { try SealCheck.check(prefix: prefix, digest: digest, layout: layout) }

    var findings: [SealFinding] {
        get throws { try SealCheck.fullVerify(prefix: prefix, digest: digest) }
    }

    /// Changes what is in `bin`, permissions put back.
    func change(_ body: (Directory) throws -> Void) throws {
        let bin = try Directory.open(prefix.appending("bin"))
        try bin.changeMode(to: 0o755)
        try body(bin)
        try bin.changeMode(to: 0o555)
    }
}

/// One way in which a link stops being what was sealed.
enum LinkDamage: String, CaseIterable {
    case retargeted, missing, extra, becameFile, fileBecameLink, becameDirectory

    var code: String {
        switch self {
        case .missing: "store.file-missing"
        case .extra: "store.file-extra"
        default: "store.file-changed"
        }
    }

    func inflict(on bin: Directory) throws {
        switch self {
        case .retargeted:
            try bin.removeFile("python3")
            try bin.makeSymbolicLink("python3", to: "python3.13")
        case .missing: try bin.removeFile("python3")
        case .extra: try bin.makeSymbolicLink("node", to: "python3.12")
        case .becameFile:
            // The bytes of the target, so that the digest alone would not tell.
            try bin.removeFile("python3")
            let file = try bin.createFile("python3")
            try file.write(Array("python3.12".utf8))
            try file.changeMode(to: 0o555)
        case .fileBecameLink:
            try bin.removeFile("python3.12")
            try bin.makeSymbolicLink("python3.12", to: "elf")
        case .becameDirectory:
            try bin.removeFile("python3")
            try bin.make("python3").changeMode(to: 0o555)
        }
    }
}

@Suite("Links in a seal")
struct SealLinkTests {
    @Test("An intact prefix with links is accepted, at first and from its record")
    func intact() throws {
        let prefix = try LinkedPrefix()
        #expect(try prefix.findings.isEmpty)
        try prefix.check()
        #expect(
            SealCheck.isUnchanged(
                prefix: prefix.prefix,
                digest: prefix.digest,
                layout: prefix.layout
            )
        )
        try prefix.check()
    }

    @Test(
        "A link that is not as it was sealed is found, with and without a record",
        arguments: LinkDamage.allCases,
        [true, false]
    )
    func damaged(_ damage: LinkDamage, hasRecord: Bool) throws {
        let prefix = try LinkedPrefix()
        if hasRecord { try prefix.check() }
        try prefix.change(damage.inflict)
        #expect(throws: LauncherError.self) { try prefix.check() }
        #expect(try prefix.findings.map(\.code.description) == [damage.code])
    }

    @Test("A target that is not UTF-8 is not taken for its repaired form")
    func bytes() throws {
        let prefix = try LinkedPrefix(target: "python\u{FFFD}")
        #expect(try prefix.findings.isEmpty)
        try prefix.change { bin in
            try bin.removeFile("python3")
            let place = bin.path.appending("python3").description
            let target: [CChar] = [0x70, 0x79, 0x74, 0x68, 0x6F, 0x6E, -1, 0]
            #expect(symlink(target, place) == 0)
        }
        #expect(try prefix.findings.map(\.code.description) == ["store.file-changed"])
    }
}
