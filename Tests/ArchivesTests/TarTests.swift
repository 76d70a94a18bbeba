import Archives
import Cryptography
import Diagnostics
import Filesystem
import TestSupport
import Testing

extension Staging {
    /// Unpacks a tar archive.
    func extractTar(
        _ bytes: [UInt8],
        as flavour: TarFlavour = .npm,
        limits: ExtractionLimits = .standard
    ) throws -> ExtractedFiles {
        try TarExtraction.extract(open(bytes), as: flavour, into: directory, limits: limits)
    }
}

@Suite("Tar archives")
struct TarTests {
    private static let package: TarWriter = {
        var writer = TarWriter([.init("package", kind: "5")])
        writer.add("package/package.json", "{}")
        writer.add("package/bin/run.js", "#!/usr/bin/env node\n", mode: 0o744)
        writer.add("other/lib/a.js", "a", mode: 0o6777)
        writer.records.append(.init("package/empty/", kind: "5"))
        writer.records.append(.init("package/empty/", kind: "5"))
        return writer
    }()

    @Test(
        "A package is unpacked below its first name, with plain permissions",
        arguments: [true, false]
    )
    func package(isCompressed: Bool) throws {
        let staging = try Staging()
        let bytes = isCompressed ? Self.package.gzipped() : Self.package.bytes()

        let files = try staging.extractTar(bytes)

        #expect(files.map(\.path.description) == ["bin/run.js", "lib/a.js", "package.json"])
        #expect(files.map(\.mode) == [0o555, 0o555, 0o444])
        #expect(files.map(\.status.permissions) == [0o555, 0o555, 0o444])
        #expect(files.map(\.size) == [20, 1, 2])
        #expect(files[2].digest == Digest(of: "{}".utf8))
        #expect(try staging.content("bin/run.js") == Array("#!/usr/bin/env node\n".utf8))
        #expect(staging.everything.contains("empty"))
    }

    @Test("Long names come from extended headers, from GNU headers and from the prefix")
    func longNames() throws {
        let staging = try Staging()
        let long = String(repeating: "n", count: 150)
        var writer = TarWriter()
        writer.addExtended([("path", "package/a\(long)"), ("mtime", "1.5"), ("size", "1")])
        writer.add("package/cut", "1")
        writer.records.append(
            .init("././@LongLink", Array("package/b\(long)\u{0}".utf8), kind: "L")
        )
        writer.add("package/cut", "22")
        var record = TarWriter.Record("c", [3, 3, 3])
        record.prefix = Array("package/dir".utf8)
        writer.records.append(record)
        writer.addExtended([("comment", "of a commit")], kind: "g")
        writer.add("package/äö", "4444")

        let files = try staging.extractTar(writer.gzipped())

        #expect(files.map(\.path.description) == ["a\(long)", "b\(long)", "dir/c", "äö"])
        #expect(files.map(\.size) == [1, 2, 3, 4])
    }

    @Test("The time of GNU headers is no part of a name")
    func gnu() throws {
        let staging = try Staging()
        var record = TarWriter.Record("package/x", [1])
        record.magic = Array("ustar  \u{0}".utf8)
        record.prefix = Array("13651234567".utf8)
        let files = try staging.extractTar(TarWriter([record]).bytes())
        #expect(files.map(\.path.description) == ["x"])
    }

    @Test("Content that needs more than one block, or more than the memory for it, is whole")
    func large() throws {
        let content = (0..<30 << 20).map { UInt8(truncatingIfNeeded: $0 >> 8 ^ $0) }
        for isCompressed in [true, false] {
            let staging = try Staging()
            let writer = TarWriter([.init("package/large", content), .init("package/y", [1])])
            let files = try staging.extractTar(isCompressed ? writer.gzipped() : writer.bytes())
            #expect(files.first?.digest == Digest(of: content))
            #expect(files.count == 2)
        }
    }

    @Test("Two gzip members are one archive, as gzip has it")
    func members() throws {
        let bytes = Self.package.bytes()
        let files = try Staging().extractTar(
            TarWriter.gzip(Array(bytes[..<700])) + TarWriter.gzip(Array(bytes[700...]))
        )
        #expect(files.count == 3)
    }

    @Test("A runtime may have links that stay inside, and second names become files of their own")
    func runtime() throws {
        let staging = try Staging()
        var writer = TarWriter()
        writer.add("python/bin/python3.12", "elf", mode: 0o755)
        writer.records.append(.init("python/bin/python3", to: "python3.12"))
        writer.records.append(.init("python/lib/libpython.so", to: "../lib/deep/none"))
        writer.records.append(.init("python/lib/up", to: ".."))
        writer.records.append(.init("python/bin/py", to: "python/bin/python3.12", kind: "1"))
        writer.add("python/share/E/x", "1")
        writer.add("python/share/e/x", "2")

        let files = try staging.extractTar(writer.gzipped(), as: .runtime(stripComponents: 1))

        let modes = Dictionary(uniqueKeysWithValues: files.map { ($0.path.description, $0.mode) })
        #expect(modes["bin/python3"] == 0o120777)
        #expect(modes["bin/py"] == 0o555)
        #expect(files.count == 7)
        let link = try #require(files.first { $0.path.description == "bin/python3" })
        #expect(link.digest == Digest(of: "python3.12".utf8))
        #expect(link.status.kind == .link)
        #expect(try staging.content("bin/py") == Array("elf".utf8))
        #expect(files.allSatisfy { $0.status.kind == .link || $0.status.links == 1 })
    }

    @Test(
        "A hostile archive is refused for its rule and nothing remains",
        arguments: HostileTar.all
    )
    func refused(_ archive: HostileTar) throws {
        let staging = try Staging()
        let flavour: TarFlavour = archive.isRuntime ? .runtime(stripComponents: 1) : .npm

        let rule = brokenRule { _ = try staging.extractTar(archive.bytes, as: flavour) }

        #expect(rule == archive.rule)
        #expect(staging.everything == [])
    }

    @Test("Limits hold for entries, for a file, for all files and for names")
    func limits() throws {
        let bytes = Self.package.gzipped()
        func broken(_ change: (inout ExtractionLimits) -> Void) throws -> String? {
            var limits = ExtractionLimits.standard
            change(&limits)
            let staging = try Staging()
            return brokenRule { _ = try staging.extractTar(bytes, limits: limits) }
        }
        #expect(try broken { $0.entries = 5 } == "too-many-entries")
        #expect(try broken { $0.file = ByteCount(19) } == "file-size")
        #expect(try broken { $0.total = ByteCount(22) } == "total-size")
        #expect(try broken { $0.names = ByteCount(20) } == "directory-size")
        #expect(try broken { $0.total = ByteCount(23) } == nil)
    }

    @Test("An archive that is cut anywhere is refused and nothing remains")
    func cut() throws {
        let staging = try Staging()
        for bytes in [Self.package.bytes(), Self.package.gzipped()] {
            let whole = bytes.count - (bytes[0] == 0x1F ? 0 : 512)
            let accepted = stride(from: 0, to: whole, by: 7).filter { length in
                brokenRule { _ = try staging.extractTar(Array(bytes.prefix(length))) } == nil
            }
            #expect(accepted.isEmpty)
            #expect(staging.everything == [])
        }
    }

    @Test(
        "An archive with a flipped bit is refused, or unpacked below its directory",
        arguments: 0..<8
    )
    func flipped(bit: Int) throws {
        let bytes = Self.package.bytes()
        let outside = try stride(from: bit, to: bytes.count, by: 5).filter { index in
            let staging = try Staging()
            var changed = bytes
            changed[index] ^= 1 << UInt8(bit)
            let rule = brokenRule { _ = try staging.extractTar(changed) }
            let all = staging.everything
            return all.contains { $0.hasPrefix("outside") } || (rule != nil && !all.isEmpty)
        }
        #expect(outside.isEmpty)
    }

    @Test("A caller that says stop is obeyed, and nothing remains")
    func interrupted() throws {
        let staging = try Staging()
        let file = try staging.open(Self.package.gzipped())
        #expect(throws: ArchiveError.interrupted) {
            try TarExtraction.extract(
                file,
                as: .npm,
                into: staging.directory,
                keepGoing: { false }
            )
        }
        #expect(staging.everything == [])
    }
}
