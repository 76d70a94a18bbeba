extension HostileArchive {
    /// Names that are refused on their own.
    static let names: [HostileArchive] = [
        named("absolute-path", "a path from the root", Array("/etc/cron.d/evil".utf8)),
        named("absolute-path", "a file at the root", Array("/evil".utf8)),
        named("absolute-path", "two slashes and a host", Array("//host/share/evil".utf8)),
        named("parent-path", "one step up", Array("../evil".utf8)),
        named("parent-path", "down and further up", Array("server/../../evil".utf8)),
        named("parent-path", "up at the end", Array("server/..".utf8)),
        named("parent-path", "a directory that is the parent", Array("../".utf8)),
        named("parent-path", "the directory itself", Array("server/./evil".utf8)),
        named("parent-path", "an empty part", Array("server//evil".utf8)),
        named("parent-path", "a directory with two slashes", Array("server/lib//".utf8)),
        named("drive-letter", "a drive and a path", Array("C:/evil".utf8)),
        named("drive-letter", "a drive alone", Array("c:evil".utf8)),
        named("backslash", "steps up as Windows writes them", Array("..\\..\\evil".utf8)),
        named("backslash", "a share", Array("\\\\host\\share\\evil".utf8)),
        named("nul-in-name", "a name that C ends early", Array("server/evil.js\0.txt".utf8)),
        named("control-character", "a line end", Array("server/evil\n0444 x".utf8)),
        named("control-character", "an escape", Array("server/\u{1B}[2Jevil".utf8)),
        named("control-character", "a DEL", Array("server/evil\u{7F}".utf8)),
        named("control-character", "a control of the second set", Array("server/evil\u{85}".utf8)),
        named("invalid-utf8", "a byte that never occurs", Array("server/evil".utf8) + [0xFF]),
        named("invalid-utf8", "a slash in two bytes", Array("..".utf8) + [0xC0, 0xAF, 0x65]),
        named("invalid-utf8", "a lone surrogate", Array("server/".utf8) + [0xED, 0xA0, 0x80]),
        named("name-length", "a name of 256 bytes", Array(String(repeating: "n", count: 256).utf8)),
        named("name-length", "a path of 4,097 bytes", longPath(4097)),
        named("depth", "65 names", Array(repeated("d", 65).utf8)),
        named("depth", "a directory of 65 names", Array((repeated("d", 65) + "/").utf8)),
        named("reserved-name", "the seal", Array(".mcppkg/seal".utf8)),
        named("reserved-name", "the seal in capitals", Array(".McpPkg/seal".utf8)),
        named("reserved-name", "a file in place of it", Array(".mcppkg".utf8)),
        entry("second-name", "in the central directory") {
            $0.extra = unicodePath("../../evil", replacing: $0.name)
        },
        entry("second-name", "in the local header") {
            $0.localExtra = unicodePath("../../evil", replacing: $0.name)
        },
        named("malformed", "no name at all", []),
        named("malformed", "a mark that hides the slash before it", Array("a/\u{301}b".utf8)),
    ]

    /// Kinds of entries that are neither a file nor a directory.
    static let kinds: [HostileArchive] = [
        entry("symbolic-link", "to a file outside") {
            $0 = ZipRecord("server/link", Array("../../../etc/passwd".utf8), mode: 0o120777)
        },
        entry("symbolic-link", "said to be made by DOS") {
            $0 = ZipRecord("server/link", Array("/etc".utf8), mode: 0o120777)
            $0.madeBy = 0
        },
        bundle("symbolic-link", "and a file through it") {
            $0.records.append(ZipRecord("out", Array("/tmp".utf8), mode: 0o120777))
            $0.add("out/evil", content)
        },
        entry("device", "for characters") { $0.mode = 0o020666 },
        entry("device", "for blocks") { $0.mode = 0o060660 },
        entry("device", "a pipe") { $0.mode = 0o010666 },
        entry("device", "a socket") { $0.mode = 0o140777 },
        entry("setuid", "the user's") { $0.mode = 0o104755 },
        entry("setuid", "the group's") { $0.mode = 0o102755 },
        entry("setuid", "sticky") { $0.mode = 0o1755 },
        entry("malformed", "a directory by mode but not by name") { $0.mode = 0o040755 },
        entry("malformed", "a directory by DOS but not by name") { $0.dosAttributes = 0x10 },
        entry("malformed", "a kind that does not exist") { $0.mode = 0o150644 },
        entry("malformed", "a directory with content", "lib/") { $0.mode = 0o040755 },
    ]

    /// Names that meet another name.
    static let collisions: [HostileArchive] = [
        pair("duplicate-name", "server/twice.js", "server/twice.js"),
        pair("duplicate-name", "manifest.json", "other.json"),
        bundle("duplicate-name", "a directory twice") {
            $0.addDirectory("lib")
            $0.addDirectory("lib")
        },
        pair("case-fold", "server/Tool.js", "server/tool.js"),
        pair("case-fold", "lib/a.js", "LIB/b.js"),
        pair("case-fold", "caf\u{E9}", "cafe\u{301}"),
        pair("case-fold", "caf\u{E9}/a", "CAFE\u{301}/b"),
        pair("case-fold", "stra\u{DF}e", "STRASSE"),
        pair("case-fold", "\u{212A}elvin", "kelvin"),
        pair("case-fold", "\u{3C3}\u{3C2}", "\u{3A3}\u{3A3}"),
        pair("file-as-directory", "lib", "lib/tool.js"),
        pair("file-as-directory", "lib/tool.js", "lib"),
        bundle("file-as-directory", "a file and a directory entry") {
            $0.add("lib", content)
            $0.addDirectory("lib")
        },
    ]

    /// An Info-ZIP field that gives an entry another name.
    private static func unicodePath(_ second: String, replacing name: [UInt8]) -> [UInt8] {
        let body = [1] + le32(crc32(name)) + Array(second.utf8)
        return le16(0x7075) + le16(UInt16(body.count)) + body
    }

    private static func repeated(_ name: String, _ count: Int) -> String {
        Array(repeating: name, count: count).joined(separator: "/")
    }

    private static func longPath(_ count: Int) -> [UInt8] {
        let part = String(repeating: "p", count: 200)
        return Array((repeated(part, 20) + "/" + String(repeating: "q", count: count - 4020)).utf8)
    }
}
