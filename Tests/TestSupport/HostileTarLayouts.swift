extension HostileTar {
    /// Headers that are not what they should be, or say two things.
    static let headers: [HostileTar] = [
        changed("malformed", "a wrong checksum") { $0.checksumError = 1 },
        changed("malformed", "a size that is no number") { $0.size = "12x45678901" },
        changed("malformed", "a negative size") {
            $0.size = "\u{FF}\u{FF}\u{FF}\u{FF}\u{FF}\u{FF}"
        },
        changed("file-size", "513 MiB, as declared") { $0.size = "04004000000" },
        changed("file-size", "8 GiB, as declared") { $0.size = "77777777777" },
        changed("ambiguous", "a directory with content") {
            $0.kind = 0x35
            $0.content = [1]
        },
        package("ambiguous", "a link with content", isRuntime: true) { writer in
            var record = TarWriter.Record("package/l", to: "package.json")
            record.content = [1]
            writer.records.append(record)
        },
        package("parent-path", "a name that is empty") {
            $0.records.append(TarWriter.Record("", [1]))
        },
    ]

    /// Extended headers by which two readers would see two archives.
    static let extensions: [HostileTar] = [
        extended("ambiguous", "another size", [("size", "1024")]),
        extended("ambiguous", "two paths", [("path", "package/a"), ("path", "package/b")]),
        extended("sparse", "holes", [("GNU.sparse.major", "1"), ("GNU.sparse.minor", "0")]),
        extended("malformed", "a size that is no number", [("size", "1 ")]),
        package("ambiguous", "a path for all entries") {
            $0.addExtended([("path", "package/all")], kind: "g")
            $0.add("package/x", "1")
        },
        package("ambiguous", "two extended headers") {
            $0.addExtended([("path", "package/a")])
            $0.addExtended([("mtime", "1")])
            $0.add("package/x", "1")
        },
        package("ambiguous", "a long name of GNU after an extended header") {
            $0.addExtended([("mtime", "1")])
            $0.records.append(.init("././@LongLink", Array("package/y\u{0}".utf8), kind: "L"))
            $0.add("package/x", "1")
        },
        package("ambiguous", "two long names of GNU") {
            $0.records.append(.init("././@LongLink", Array("package/y\u{0}".utf8), kind: "L"))
            $0.records.append(.init("././@LongLink", Array("package/z\u{0}".utf8), kind: "L"))
            $0.add("package/x", "1")
        },
        package("malformed", "bytes after a long name of GNU") {
            let name = Array("package/y\u{0}package/z".utf8)
            $0.records.append(.init("././@LongLink", name, kind: "L"))
            $0.add("package/x", "1")
        },
        package("malformed", "an extended header for nothing") {
            $0.addExtended([("path", "package/a")])
        },
        line("a line without its end", "12 path=abcd"),
        line("a line that is longer than the header", "90 path=a\n"),
        line("a line without a length", " path=a\n"),
        line("a line without a key", "5 =a\n"),
        line("a line without `=`", "7 path\n"),
        line("a line of no bytes", "0 path=a\n"),
        line("a length that never ends", String(repeating: "9", count: 40)),
        package("malformed", "an extended header of more than 1 MiB") {
            let line = TarWriter.line("comment", [UInt8](repeating: 97, count: 1 << 20))
            $0.records.append(.init("PaxHeader/x", line, kind: "x"))
            $0.add("package/x", "1")
        },
    ]

    /// Archives with something missing, or something more.
    static let layouts: [HostileTar] = [
        package("truncated", "no end") { $0.end = [] },
        package("truncated", "half an end") { $0.end.removeLast(600) },
        package("truncated", "no end, not compressed", isCompressed: false) { $0.end = [] },
        package("second-archive", "another archive after the end") { writer in
            var second = TarWriter()
            second.add("package/package.json", "{\"evil\":1}")
            writer.end += second.bytes()
        },
        package("second-archive", "an entry after one empty block") { writer in
            var second = TarWriter()
            second.add("package/evil", "1")
            writer.end = [UInt8](repeating: 0, count: 512) + second.bytes()
        },
        whole("second-archive", "bytes after the gzip member") { $0.gzipped() + [1, 2, 3] },
        whole("second-archive", "zeros after the gzip member") { $0.gzipped() + [0, 0] },
        whole("malformed", "a wrong gzip checksum") { writer in
            var bytes = writer.gzipped()
            bytes[bytes.count - 5] ^= 1
            return bytes
        },
        whole("malformed", "half a gzip member") { Array($0.gzipped().dropLast(700)) },
        whole("truncated", "no bytes") { _ in [] },
        whole("truncated", "the beginning of gzip") { _ in [0x1F, 0x8B, 8] },
        whole("malformed", "no archive") { _ in [UInt8](repeating: 7, count: 5000) },
        whole("malformed", "an archive without entries") { _ in
            TarWriter.gzip([UInt8](repeating: 0, count: 1024))
        },
        whole("ratio", "zeros without end in a gzip member") { _ in bomb(16 << 20) },
        whole("ratio", "zeros that inflate to more than memory for it") { _ in bomb(64 << 20) },
    ]

    /// A header of a file, then zeros: everything is in order but the proportion.
    private static func bomb(_ count: Int) -> [UInt8] {
        TarWriter.gzip(
            Deflate.zeros(count),
            checksum: crc32([UInt8](repeating: 0, count: count)),
            count: count
        )
    }

    private static func changed(
        _ rule: String,
        _ name: String,
        _ change: (inout TarWriter.Record) -> Void
    ) -> HostileTar {
        package(rule, name) { writer in
            var record = TarWriter.Record("package/x", [1, 2, 3])
            change(&record)
            writer.records.append(record)
        }
    }

    private static func extended(_ rule: String, _ name: String, _ values: [(String, String)])
        -> HostileTar
    {
        package(rule, name) {
            $0.addExtended(values)
            $0.add("package/x", "1")
        }
    }

    private static func line(_ name: String, _ text: String) -> HostileTar {
        package("malformed", name) {
            $0.records.append(.init("PaxHeader/x", Array(text.utf8), kind: "x"))
            $0.add("package/x", "1")
        }
    }

    private static func whole(
        _ rule: String,
        _ name: String,
        _ make: (TarWriter) -> [UInt8]
    ) -> HostileTar {
        var writer = TarWriter()
        writer.add("package/package.json", "{}")
        return HostileTar(name: name, rule: rule, isRuntime: false, bytes: make(writer))
    }
}
