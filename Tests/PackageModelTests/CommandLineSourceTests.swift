import PackageModel
import Testing

@Suite("A command line that fetches a server")
struct CommandLineSourceTests {
    @Test("names its package, whatever runs it", arguments: lines)
    func source(_ sample: Sample) throws {
        let line = try parse(sample.line)
        #expect(line.source.description == sample.source)
        #expect(line.requested == sample.requested)
        #expect(line.isExact == sample.isExact)
    }

    struct Sample: Sendable {
        let line: String
        let source: String
        var requested: String?
        var isExact = false
    }

    private static let lines = [
        Sample(line: "npx zod", source: "npm:zod"),
        Sample(line: "npx -y @acme/files", source: "npm:@acme/files"),
        Sample(line: "npx -y @acme/files@latest", source: "npm:@acme/files", requested: "latest"),
        Sample(
            line: "/usr/bin/npx --yes zod@1.2.3",
            source: "npm:zod@1.2.3",
            requested: "1.2.3",
            isExact: true
        ),
        Sample(line: "npx zod@^1.2", source: "npm:zod@^1.2", requested: "^1.2"),
        Sample(line: "npx zod@1.x", source: "npm:zod@~1", requested: "1.x"),
        Sample(line: "npx zod@next", source: "npm:zod@next", requested: "next"),
        Sample(
            line: "npx github:acme/files#v1",
            source: "git+https://github.com/acme/files@v1",
            requested: "v1"
        ),
        Sample(line: "npx --package=zod run", source: "npm:zod"),
        Sample(line: "npx --registry https://r.example zod", source: "npm:zod"),
        Sample(line: "cmd /c npx.cmd -y zod", source: "npm:zod"),
        Sample(line: "env A=b npx zod", source: "npm:zod"),
        Sample(
            line: "npm exec --yes -- @acme/files@1.0.0 -x",
            source: "npm:@acme/files@1.0.0",
            requested: "1.0.0",
            isExact: true
        ),
        Sample(line: "npm x zod", source: "npm:zod"),
        Sample(line: "bunx --bun zod", source: "npm:zod"),
        Sample(line: "bun x zod", source: "npm:zod"),
        Sample(line: "pnpm --silent dlx zod", source: "npm:zod"),
        Sample(line: "yarn dlx -q zod", source: "npm:zod"),
        Sample(line: "uvx mcp-server-git", source: "pypi:mcp-server-git"),
        Sample(
            line: "uvx mcp-server-git@latest",
            source: "pypi:mcp-server-git",
            requested: "latest"
        ),
        Sample(
            line: "uvx mcp-server-git@2026.7",
            source: "pypi:mcp-server-git@2026.7",
            requested: "2026.7",
            isExact: true
        ),
        Sample(
            line: "uvx mcp-server-git==2026.7",
            source: "pypi:mcp-server-git@2026.7",
            requested: "2026.7",
            isExact: true
        ),
        Sample(line: "uvx mcp[cli]==2.*", source: "pypi:mcp[cli]@2.*", requested: "2.*"),
        Sample(
            line: "uvx --from mcp[cli]>=2,<3 mcp",
            source: "pypi:mcp[cli]@>=2,<3",
            requested: ">=2,<3"
        ),
        Sample(
            line: "uvx -p 3.12 git+https://x.example/a/b@main",
            source: "git+https://x.example/a/b@main",
            requested: "main"
        ),
        Sample(line: "uvx ./server", source: "./server"),
        Sample(line: "uv --quiet tool run --isolated git-mcp", source: "pypi:git-mcp"),
        Sample(
            line: "pipx run --spec git-mcp==1 git",
            source: "pypi:git-mcp@1",
            requested: "1",
            isExact: true
        ),
        Sample(line: "docker run -i --rm mcp/fetch", source: "oci:docker.io/mcp/fetch"),
        Sample(
            line: "docker run -it redis:7",
            source: "oci:docker.io/library/redis:7",
            requested: "7"
        ),
        Sample(
            line: "docker container run -v /a:/b ghcr.io/x/y:1 z",
            source: "oci:ghcr.io/x/y:1",
            requested: "1"
        ),
        Sample(line: "podman run localhost:5000/x", source: "oci:localhost:5000/x"),
        Sample(
            line: "docker --context c run x/y@sha256:ab",
            source: "oci:docker.io/x/y@sha256:ab",
            requested: "sha256:ab",
            isExact: true
        ),
    ]

    @Test("keeps what the server is given, and no flag of the runner")
    func arguments() throws {
        #expect(try parse("npx -y zod -- --port 1 -y").arguments == ["--", "--port", "1", "-y"])
        #expect(try parse("npm exec -y zod -- --port 1").arguments == ["--port", "1"])
        #expect(try parse("npm exec zod a -y").arguments == ["a"])
        #expect(try parse("uvx --from a b --port 1").arguments == ["--port", "1"])
        #expect(try parse("uvx -- a --with b").arguments == ["--with", "b"])
        #expect(try parse("docker run -e A x/y stdio -e").arguments == ["stdio", "-e"])
    }

    @Test("names the program where it is not the one of the package's name")
    func program() throws {
        #expect(try parse("npx -p @acme/files files").program == nil)
        #expect(try parse("npx -p @acme/files other").program == "other")
        #expect(try parse("uvx --from mcp[cli]==2 mcp").program == nil)
        #expect(try parse("uvx --from fastmcp-slim fastmcp").program == "fastmcp")
    }

    @Test("says which packages come with it and which Python is asked for")
    func additions() throws {
        let line = try parse("uvx --with a,b>=1 --with c --python 3.12 d")
        #expect(line.additions == ["a", "b@>=1", "c"])
        #expect(line.python == "3.12")
        #expect(try parse("npx -p a -p @b/c@1.0.0 d").additions == ["@b/c@1.0.0"])
    }

    @Test("says which flags it understood and which are not taken over")
    func flags() throws {
        let line = try parse("uvx -q --index-url https://i.example --weird --isolated a")
        #expect(line.understood == ["-q", "--isolated"])
        #expect(line.leftOut == ["--index-url", "--weird"])
        let image = try parse("docker run -itv /a:/b --rm --network none x/y")
        #expect(image.understood == ["-i", "-t", "--rm"])
        #expect(image.leftOut == ["-v", "--network"])
    }

    @Test("is installed by one command")
    func installation() throws {
        let line = try parse("npx -y -p @acme/files@next other --dir /a")
        #expect(
            line.installation(today: "2.0.0-rc.1")
                == words("mcppkg install npm:@acme/files@2.0.0-rc.1 --bin other -- --dir /a")
        )
        #expect(line.installation(today: nil)[2] == "npm:@acme/files")
        #expect(
            try parse("npx zod@^1").installation(today: "1.9.0")
                == words("mcppkg install npm:zod@^1")
        )
    }

    @Test("never repeats a value that looks like a key")
    func secrets() throws {
        let line = try parse(
            "docker run -e TOKEN=hush1 -eKEY=hush2 x/y --api-key hush3 --auth=hush4 A_TOKEN=hush5 --token -v"
        )
        #expect(line.variables == ["TOKEN", "KEY"])
        #expect(line.shownArguments == words("--api-key … --auth=… A_TOKEN=… --token -v"))
        #expect(!line.installation(today: nil).joined().contains("hush"))
        let addresses = try parse(
            "npx db postgres://ada:hush@db.example:5432/x?y=@ Authorization:hush https://x.example/a@b"
        )
        #expect(
            addresses.shownArguments == [
                "postgres://…@db.example:5432/x?y=@", "Authorization:…", "https://x.example/a@b",
            ]
        )
        #expect(try parse("SECRET=hush npx zod").variables == ["SECRET"])
        #expect { try parse("python --key hush") } throws: { !"\($0)".contains("hush") }
    }

    @Test("that names no package of a registry is refused as usage", arguments: refused)
    func refusal(_ line: String) throws {
        let error = #expect(throws: ModelError.self) { try parse(line) }
        #expect(error?.category == .usage)
    }

    private static let refused = [
        "", "npx", "npx -y", "npx -p zod", "npx -c ls", "npx @", "npx @acme/",
        "npx https://x.example/a.tgz",
        "npm install zod", "npm", "uv run server.py", "uvx", "uvx --from a", "uvx ?",
        "uvx https://x.example/a.whl",
        "docker run", "docker pull x", "docker run //x", "node index.js", "bash -c x", "A=b", "env",
        "cmd /c",
    ]

    private func parse(_ line: String) throws -> CommandLineSource {
        try CommandLineSource(parsing: words(line))
    }

    private func words(_ line: String) -> [String] { line.split(separator: " ").map(String.init) }
}
