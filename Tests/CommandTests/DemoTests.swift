import Documents
import Foundation
import TestSupport
import Testing

@Suite("The demonstration")
struct DemoTests {
    /// One whole run for every test that only reads what was said.
    private static let told = Result { try Place().demo() }

    @Test("It shows nine steps, each with what was typed and what came of it, and nothing remains")
    func wholeStory() throws {
        let place = try Place()
        let run = try place.demo(["--json"])
        let result = try JSON(parsing: run.output)["result"]
        let steps = try #require(result?["steps"]?.array)
        #expect(run.status == 0, "\(run.errors)")
        #expect(steps.count == 9)
        #expect(steps.allSatisfy { $0["commands"]?.array?.isEmpty == false })
        #expect(steps.allSatisfy { $0["results"]?.array?.isEmpty == false })
        #expect(try place.leftovers() == [])
    }

    @Test("A person reads what they would type behind a dollar sign, and the results below")
    func lines() throws {
        let run = try Self.told.get()
        let typed = run.output.split(separator: "\n").filter { $0.hasPrefix("$ mcppkg ") }
        #expect(
            typed == [
                "$ mcppkg install com.example/greeter --host claude-desktop",
                "$ mcppkg info greeter", "$ mcppkg verify", "$ mcppkg upgrade greeter",
                "$ mcppkg rollback greeter", "$ mcppkg verify greeter", "$ mcppkg sync",
                "$ mcppkg verify", "$ mcppkg remove greeter",
            ]
        )
        #expect(run.errors == "")
    }

    @Test(
        "It says what happened",
        arguments: [
            "installed greeter: com.example/greeter 1.0.0 (registry-digest)",
            "tools: version; the tool version answers: greeter 1.0.0",
            "tools: version, greet; the tool version answers: greeter 1.1.0",
            "the host is told: the files of `com.example/greeter` are not what was verified",
            "claude_desktop_config.json is byte-identical to before",
        ]
    )
    func facts(fact: String) throws {
        #expect(try Self.told.get().output.contains(fact))
    }

    @Test("It stays calm", arguments: ["!", "safe", "trusted", "secure"])
    func calm(word: String) throws {
        let told = try Self.told.get().output.lowercased()
        #expect(!told.contains(word))
    }

    @Test("What the person has set for mcppkg is neither read nor changed")
    func ownSettings() throws {
        let place = try Place()
        let nowhere = place.tree.path + "/nowhere"
        let run = try place.demo(
            environment: [
                "MCPPKG_HOME": nowhere, "MCPPKG_REGISTRY": "neither URL nor path",
                "MCPPKG_LOCK_TIMEOUT": "never", "XDG_CONFIG_HOME": nowhere,
                "XDG_DATA_HOME": nowhere, "CLAUDE_CONFIG_DIR": nowhere, "HOME": nowhere,
            ]
        )
        #expect(run.status == 0, "\(run.errors)")
        #expect(!FileManager.default.fileExists(atPath: nowhere))
    }

    @Test("A place for temporary files with spaces, quotes and accents in its name is as good")
    func oddPlace() throws {
        let place = try Place(name: "it's a tmpé #1%")
        let run = try place.demo()
        #expect(run.status == 0, "\(run.errors)")
        #expect(try place.leftovers() == [])
    }

    @Test("Without the sample server it ends with one error that names it, and nothing remains")
    func missingServer() throws {
        let place = try Place()
        let program = try place.installation(sampleServer: nil)
        let run = try place.demo(program: program)
        let errors = run.errors.split(separator: "\n")
        #expect(run.status == 1)
        #expect(errors.count == 1)
        #expect(errors.first?.hasSuffix("/mcppkg-sample-server` is not there") == true)
        #expect(try place.leftovers() == [])
    }

    @Test("A sample server that ends at once fails the step that starts it, and nothing remains")
    func brokenServer() throws {
        let place = try Place()
        let padding = String(repeating: "#", count: 5_000)
        let script = "#!/bin/sh\necho 'out of order' >&2\nexit 3\n\(padding)\n"
        let run = try place.demo(program: try place.installation(sampleServer: script))
        #expect(run.status == 1)
        #expect(run.errors.contains("the step `Install it by name"))
        #expect(run.errors.contains("out of order"))
        #expect(try place.leftovers() == [])
    }

    #if DEBUG
    @Test("A seal that is not checked fails the step that changes a byte")
    func uncheckedSeal() throws {
        let place = try Place()
        let run = try place.demo(environment: ["MCPPKG_MUTATION": "seal.check"])
        #expect(run.status == 1)
        #expect(run.errors.contains("a server that was changed was started"))
        #expect(try place.leftovers() == [])
    }
    #endif

    @Test("When a person interrupts it, it ends with 130 and nothing remains")
    func interrupted() throws {
        let place = try Place()
        let script = """
            "$0" demo >/dev/null 2>&1 & demo=$!
            while [ -z "$(ls "$TMPDIR")" ] && kill -0 $demo; do sleep 0.01; done
            kill -INT $demo; wait $demo
            """
        var call = ProgramCall("/bin/sh", ["-c", script, try Programs.front()])
        call.environment = place.environment
        #expect(try ProgramRun.run(call).status == 130)
        #expect(try place.leftovers() == [])
    }
}

/// A directory for temporary files that belongs to one demonstration.
private struct Place {
    let tree: TemporaryTree
    private let temporary: String

    init(name: String = "tmp") throws {
        tree = try TemporaryTree()
        temporary = tree.path + "/" + name
        try makeDirectory(temporary)
    }

    var environment: [String: String] {
        var all = ["TMPDIR": temporary, "HOME": tree.path, "PATH": "/usr/bin:/bin"]
        // A mutated test run is meant for the programs that it starts as well.
        all["MCPPKG_MUTATION"] = ProcessInfo.processInfo.environment["MCPPKG_MUTATION"]
        return all
    }

    func demo(
        _ arguments: [String] = [],
        program: String? = nil,
        environment more: [String: String] = [:]
    ) throws -> ProgramRun {
        var call = ProgramCall(try program ?? Programs.front(), ["demo"] + arguments)
        call.environment = environment.merging(more) { $1 }
        return try ProgramRun.run(call)
    }

    /// What the demonstration left behind.
    func leftovers() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: temporary)
    }

    /// A copy of the programs as they are installed, with another sample server or none.
    func installation(sampleServer: String?) throws -> String {
        let (bin, libexec) = (tree.path + "/bin", tree.path + "/libexec/mcppkg")
        try makeDirectory(bin)
        try makeDirectory(libexec)
        let built = try Programs.directory()
        let files = FileManager.default
        try files.copyItem(atPath: built + "/mcppkg", toPath: bin + "/mcppkg")
        try files.copyItem(atPath: built + "/mcppkg-full", toPath: libexec + "/mcppkg-full")
        if let sampleServer {
            let path = libexec + "/mcppkg-sample-server"
            try sampleServer.write(toFile: path, atomically: true, encoding: .utf8)
            try files.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
        }
        return bin + "/mcppkg"
    }
}

private func makeDirectory(_ path: String) throws {
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
}
