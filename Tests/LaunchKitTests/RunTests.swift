import Filesystem
import Foundation
import PackageModel
import Paths
import Testing

@Suite("A server that runs")
struct RunTests {
    @Test("Standard input and output are the server's alone")
    func streams() throws {
        let installed = try Installation()
        let ran = try mcppkg(
            ["run", "--user", "weather", "--home", installed.home],
            input: "one\ntwo\n"
        )
        #expect(ran.output == "one\ntwo\n")
        #expect(ran.errors.isEmpty)
        #expect(ran.status == 0)
    }

    @Test("The exit status is the server's")
    func status() throws {
        let installed = try Installation(
            program: "/bin/sh",
            arguments: [[.text("-c")], [.text("exit 7")]]
        )
        #expect(try mcppkg(["run", "--home", installed.home, "--user", "weather"]).status == 7)
    }

    @Test("The environment is a fixed list of the person's and what the server declares")
    func environment() throws {
        let installed = try Installation(
            program: "/usr/bin/env",
            environment: [("WEATHER_UNIT", [.text("celsius")])]
        )
        let ran = try mcppkg(
            ["run", "--user", "weather"],
            environment: [
                ("HOME", "/nowhere"), ("LANG", "C.UTF-8"), ("OPENAI_API_KEY", "sk-1"),
                ("LD_LIBRARY_PATH", "/evil"), ("PATH", "/evil/bin"),
                ("MCPPKG_HOME", installed.home),
            ]
        )
        let state = installed.layout.state(installed.id, in: installed.scope)
        #expect(
            ran.lines.sorted() == [
                "HOME=\(state)/home", "LANG=C.UTF-8", "PATH=/usr/local/bin:/usr/bin:/bin",
                "PYTHONDONTWRITEBYTECODE=1", "TMPDIR=\(state)/tmp", "WEATHER_UNIT=celsius",
            ]
        )
    }

    @Test("Arguments after -- follow the recorded ones")
    func extraArguments() throws {
        let installed = try Installation(
            program: "/bin/echo",
            arguments: [[.text("recorded")], [.text("a b")]]
        )
        let ran = try mcppkg([
            "run", "--home", installed.home, "--user", "weather", "--", "--user", "--json",
        ])
        #expect(ran.output == "recorded a b --user --json\n")
    }

    @Test(
        "A project's server works in the project's directory where that was granted, wherever it was started"
    )
    func projectDirectory() throws {
        let installed = try Installation(
            program: "/bin/sh",
            arguments: [
                [.text("-c")], [.text("pwd; echo $0")], [.text("root="), .workspace],
            ],
            project: "site",
            readable: [[.workspace]]
        )
        let manifest = installed.layout.manifest(of: installed.scope)
        try writeFile(manifest, "{}")
        let below = try installed.scratch.makeDirectory("site/src/deep")
        let ran = try mcppkg(["run", "--home", installed.home, "weather"], directory: below)
        let project = manifest.parent.description
        #expect(ran.lines == [project, "root=\(project)"])
    }

    @Test("A user's server works in its own home, because where it was started was not granted")
    func userDirectory() throws {
        let installed = try Installation(program: "/bin/pwd")
        let place = try installed.scratch.makeDirectory("elsewhere")
        let ran = try mcppkg(
            ["run", "--home", installed.home, "--user", "weather"],
            directory: place
        )
        #expect(ran.output.hasSuffix("/weather/state/home\n"))
    }

    @Test("--project-dir names the project by any path to it")
    func namedProject() throws {
        let installed = try Installation(
            program: "/bin/pwd",
            project: "site",
            readable: [[.workspace]]
        )
        let ran = try mcppkg(
            ["run", "--home", installed.home, "--project-dir", "site/../site", "weather"],
            directory: installed.scratch.path
        )
        #expect(ran.output == installed.scratch.path.description + "/site\n")
    }

    @Test("The person's files are closed to it, and its own are open")
    func confined() throws {
        let script = """
            cat "$0" 2>/dev/null || echo closed
            ls "$1" >/dev/null 2>&1 || echo closed
            echo mine > "$HOME/a" && cat "$HOME/a" && echo yours > "$TMPDIR/b" && cat "$TMPDIR/b"
            """
        let installed = try Installation(
            program: "/bin/sh",
            arguments: [[.text("-c")], [.text(script)]]
        )
        let key = try installed.scratch.write("person/.ssh/id_rsa", "canary")
        let ran = try mcppkg([
            "run", "--home", installed.home, "--user", "weather", "--", key.description,
            installed.layout.data.description,
        ])
        #expect(ran.lines == ["closed", "closed", "mine", "yours"])
    }

    @Test("The state directory is there, and the person's alone")
    func state() throws {
        let installed = try Installation()
        _ = try mcppkg(["run", "--home", installed.home, "--user", "weather"])
        let found = try Files.status(installed.layout.state(installed.id, in: installed.scope))
        #expect(found?.permissions == 0o700)
    }

    #if os(Linux)
    @Test("No descriptor but the standard streams reaches the server")
    func strayDescriptors() throws {
        let installed = try Installation(
            program: "/bin/sh",
            arguments: [[.text("-c")], [.text("echo /proc/$$/fd/*")]]
        )
        let program = try BuiltProgram.path("mcppkg").description
        let ran = try Finished.run(
            try AbsolutePath(parsing: "/bin/sh"),
            [
                "-c",
                "exec 7</dev/null 9>/dev/null; exec \(program) run --home \(installed.home) --user weather",
            ]
        )
        let names = ran.output.split { $0 == " " || $0 == "\n" }.compactMap {
            $0.split(separator: "/").last
        }
        #expect(Set(names).isSubset(of: ["0", "1", "2", "3"]))
        #expect(names.count <= 4)
        #expect(!names.contains("7"))
        #expect(!names.contains("9"))
    }
    #endif
}
