internal import Diagnostics
internal import Filesystem
internal import Paths

/// One changed byte in an installed file, made as quietly as a person could: same size, mode and times.
struct DemoDamage {
    let file: AbsolutePath
    let ground: DemoGround

    /// The lines of the shell script that does it.
    var script: [String] {
        get throws {
            let bytes = try content()
            let middle = bytes.count / 2
            // Nothing would be in the middle of nothing; `run` finds out.
            let byte = bytes.isEmpty ? 0 : bytes[middle] ^ 1
            let octal = String(byte, radix: 8)
            let digits = String(repeating: "0", count: 3 - octal.utf8.count) + octal
            let stamp = typed([ground.root.appending("times").description])
            let name = typed([file.name])
            return [
                "cd \(typed([file.parent.description]))",
                "touch -r \(name) \(stamp) && chmod u+w \(name)",
                "printf '\\\(digits)' | dd of=\(name) bs=1 seek=\(middle) conv=notrunc",
                "chmod u-w \(name) && touch -r \(stamp) \(name)",
            ]
        }
    }

    /// - Returns: Why the file is not as intended, or nil.
    func run() throws -> String? {
        let before = try content()
        let status = try Files.status(file)
        let call = DemoProgram(
            program: try AbsolutePath(parsing: "/bin/sh"),
            arguments: ["-e", "-c", try script.joined(separator: "\n")],
            variables: [("PATH", EnvironmentVariable.path.value ?? "/usr/bin:/bin")]
        )
        let answer = try call.run()
        let after = try content()
        guard answer.status == 0 else {
            return answer.lines.last.map(printable) ?? "the shell ended with \(answer.status)"
        }
        let changed = zip(before, after).count { $0 != $1 }
        guard changed == 1, before.count == after.count else { return "no byte was changed" }
        let now = try Files.status(file)
        guard now?.mode == status?.mode, seconds(now) == seconds(status) else {
            return "its mode and times are not what they were"
        }
        return nil
    }

    /// Some file systems keep no parts of seconds, and some tools do not restore them.
    private func seconds(_ status: FileStatus?) -> Int64? {
        status.map { $0.modified / 1_000_000_000 }
    }

    private func content() throws -> [UInt8] {
        try Files.read(file, limit: KitLimits.artifact) ?? []
    }
}
