/// A tar archive that breaks exactly one rule, and must be refused for it with nothing left on disk.
public struct HostileTar: Sendable, CustomStringConvertible {
    /// What is wrong with it.
    public let name: String
    /// The raw value of the rule of `Archives` that it breaks.
    public let rule: String
    /// Whether it is meant as a runtime, with one name left out and links allowed; else as a package of npm.
    public let isRuntime: Bool
    /// The archive.
    public let bytes: [UInt8]

    /// The name of the rule and what is wrong.
    public var description: String { "\(rule): \(name)" }

    /// Every hostile archive.
    public static let all = names + kinds + links + headers + extensions + layouts

    /// An archive of a package, changed; compressed unless said.
    static func package(
        _ rule: String,
        _ name: String,
        isRuntime: Bool = false,
        isCompressed: Bool = true,
        _ change: (inout TarWriter) -> Void
    ) -> HostileTar {
        var writer = TarWriter()
        writer.add("package/package.json", "{}")
        change(&writer)
        return HostileTar(
            name: name,
            rule: rule,
            isRuntime: isRuntime,
            bytes: isCompressed ? writer.gzipped() : writer.bytes()
        )
    }

    private static func record(
        _ rule: String,
        _ name: String,
        isRuntime: Bool = false,
        _ record: TarWriter.Record
    ) -> HostileTar {
        package(rule, name, isRuntime: isRuntime) { $0.records.append(record) }
    }

    private static func named(_ rule: String, _ path: String) -> HostileTar {
        record(rule, path, TarWriter.Record(path, [1]))
    }

    private static let names: [HostileTar] = [
        named("absolute-path", "/etc/passwd"),
        named("parent-path", "package/../../evil"),
        named("parent-path", "../evil"),
        named("parent-path", "package//evil"),
        named("parent-path", "./package/evil"),
        named("drive-letter", "C:/evil"),
        named("backslash", "package\\evil"),
        named("control-character", "package/a\u{1B}[2J"),
        named("name-length", "package/" + String(repeating: "a", count: 92) + "/")
            .extended(path: "package/" + String(repeating: "a", count: 300)),
        named("depth", "package/x")
            .extended(path: "package" + String(repeating: "/d", count: 70)),
        named("nul-in-name", "package/x").extended(path: "package/a\u{0}b"),
        named("reserved-name", "package/.mcppkg/seal"),
        named("reserved-name", "other/.McpPkg"),
        named("top-directory", "evil"),
        record(
            "invalid-utf8",
            "a name in Latin-1",
            {
                var record = TarWriter.Record("package/x")
                record.name = Array("package/".utf8) + [0xE9]
                return record
            }()
        ),
        package("duplicate-name", "one name in two directories that are left out") {
            $0.add("a/x", "1")
            $0.add("b/x", "2")
        },
        package("duplicate-name", "twice") { $0.add("package/package.json", "{}") },
        package("case-fold", "Package.json") { $0.add("package/PACKAGE.json", "{}") },
        package("file-as-directory", "a file below a file") {
            $0.add("package/package.json/x", "1")
        },
        package("file-as-directory", "a file where a directory is") {
            $0.add("package/lib/x", "1")
            $0.add("package/lib", "1")
        },
    ]

    private static let kinds: [HostileTar] = [
        record("symbolic-link", "into itself", .init("package/l", to: "package.json")),
        record("symbolic-link", "to a file outside", .init("package/l", to: "/etc/passwd")),
        record("hard-link", "of itself", .init("package/l", to: "package/package.json", kind: "1")),
        record("device", "a character device", .init("package/d", kind: "3")),
        record("device", "a block device", .init("package/d", kind: "4")),
        record("device", "a pipe", isRuntime: true, .init("package/d", kind: "6")),
        record("sparse", "in the old form of GNU", .init("package/s", kind: "S")),
        record("malformed", "a directory dump of GNU", .init("package/D", kind: "D")),
        record("malformed", "a second volume", .init("package/M", kind: "M")),
        record("malformed", "a kind that nobody knows", .init("package/Q", kind: "Q")),
    ]

    private static func link(_ rule: String, _ path: String, _ target: String) -> HostileTar {
        record(rule, "\(path) -> \(target)", isRuntime: true, .init(path, to: target))
    }

    private static let links: [HostileTar] = [
        link("link-target", "package/l", "/etc/passwd"),
        link("link-target", "package/l", "../evil"),
        link("link-target", "package/l", ".."),
        link("link-target", "package/lib/l", "../../evil"),
        link("link-target", "package/lib/l", "../lib/../../x"),
        link("link-target", "package/l", "a/../../x"),
        link("link-target", "package/l", "./package.json"),
        link("link-target", "package/l", "lib//x"),
        link("link-target", "package/l", ""),
        link("link-target", "package/l", "a\\b"),
        link("link-target", "package/l", "a\nb"),
        record(
            "link-target",
            "a second name of a file outside",
            isRuntime: true,
            .init("package/h", to: "package/../../etc/passwd", kind: "1")
        ),
        record(
            "link-target",
            "a second name of what is not there yet",
            isRuntime: true,
            .init("package/h", to: "package/later", kind: "1")
        ),
        package("link-target", "a second name of a link", isRuntime: true) {
            $0.records.append(.init("package/l", to: "package.json"))
            $0.records.append(.init("package/h", to: "package/l", kind: "1"))
        },
        package("file-as-directory", "a file through a link", isRuntime: true) {
            $0.records.append(.init("package/l", to: "lib"))
            $0.add("package/l/evil", "1")
        },
        package("duplicate-name", "a file in the place of a link", isRuntime: true) {
            $0.records.append(.init("package/l", to: "package.json"))
            $0.add("package/l", "1")
        },
    ]
}

extension HostileTar {
    /// The same with an extended header for its last entry.
    func extended(path: String) -> HostileTar {
        HostileTar.package(rule, name) { writer in
            writer.addExtended([("path", path)])
            writer.add("package/x", "1")
        }
    }
}
