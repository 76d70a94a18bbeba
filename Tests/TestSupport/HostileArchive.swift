/// A bundle that breaks exactly one rule, and must be refused for it with nothing left on disk.
public struct HostileArchive: Sendable, CustomStringConvertible {
    /// What is wrong with it.
    public let name: String
    /// The raw value of the rule of `Archives` that it breaks.
    public let rule: String
    /// The bundle.
    public let bytes: [UInt8]

    /// The name of the rule and what is wrong.
    public var description: String { "\(rule): \(name)" }

    /// Every hostile archive; at least one for each rule.
    public static let all = names + kinds + collisions + headers + layouts + limits + damages

    /// A valid bundle after `change`.
    static func bundle(
        _ rule: String,
        _ name: String,
        _ change: (inout ZipWriter) -> Void
    ) -> HostileArchive {
        var writer = SampleBundle.writer()
        change(&writer)
        return HostileArchive(name: name, rule: rule, bytes: writer.bytes())
    }

    /// A valid bundle with one more file of that name.
    static func named(_ rule: String, _ name: String, _ path: [UInt8]) -> HostileArchive {
        bundle(rule, name) { $0.records.append(ZipRecord(name: path, content)) }
    }

    /// A valid bundle with one more entry, changed by `change`.
    static func entry(
        _ rule: String,
        _ name: String,
        _ path: String = "server/extra.js",
        deflated: Bool = false,
        _ change: (inout ZipRecord) -> Void
    ) -> HostileArchive {
        bundle(rule, name) { writer in
            var record = ZipRecord(path, content, deflated: deflated)
            change(&record)
            writer.records.append(record)
        }
    }

    /// A valid bundle with two more files.
    static func pair(_ rule: String, _ first: String, _ second: String) -> HostileArchive {
        bundle(rule, "\(first) and \(second)") {
            $0.add(first, content)
            $0.add(second, content)
        }
    }

    static let content = Array("module.exports = 1\n".utf8)
}
