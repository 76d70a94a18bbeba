import Foundation
import Testing

@Suite("Homebrew formula")
struct FormulaTests {
    private let formula: String
    private let path: String

    init() throws {
        let root = URL(filePath: #filePath).appending(path: "../../..").standardizedFileURL
        path = root.appending(path: "Formula/mcppkg.rb").path(percentEncoded: false)
        formula = try String(contentsOfFile: path, encoding: .utf8)
    }

    @Test("Ruby accepts it", .enabled(if: rubyIsThere, "there is no ruby on this machine"))
    func syntax() throws {
        #expect(try run("ruby", "-c", path) == 0)
    }

    @Test("The address of the repository stands in it once, as a constant")
    func repository() {
        let addresses = lines(matching: #"https?://"#)
        #expect(addresses.count == 1)
        #expect(addresses.first?.hasPrefix("REPOSITORY = \"https://") == true)
        #expect(lines(matching: #"^head REPOSITORY\b"#).count == 1)
    }

    @Test("It depends on four libraries, and on nothing else when it runs")
    func dependencies() {
        let runtime = lines(matching: "^depends_on ").filter { !$0.contains(":build") }
        let libraries = ["curl", "libarchive", "libdeflate", "openssl@3"]
        #expect(runtime == libraries.map { "depends_on \"\($0)\"" })
        #expect(lines(matching: #"^uses_from_macos "swift" => :build$"#).count == 1)
    }

    @Test("It names no release, because none exists")
    func release() {
        #expect(lines(matching: #"^(url|sha256|version|bottle)\b"#).isEmpty)
    }

    @Test("It builds and places every program of the package and the completions of three shells")
    func installation() {
        for program in ["mcppkg", "mcppkg-full", "mcppkg-sample-server"] {
            #expect(lines(matching: "^programs = .*\"\(program)\"").count == 1)
            #expect(lines(matching: "install .*\"\\.build/release/\(program)\"").count == 1)
        }
        let completions = #"^generate_completions_from_executable.*\[:bash, :zsh, :fish\]"#
        #expect(lines(matching: completions).count == 1)
    }

    @Test("Its test runs the demo")
    func ownTest() throws {
        let body = try #require(formula.range(of: "  test do\n"))
        #expect(formula[body.upperBound...].contains(#"system bin/"mcppkg", "demo""#))
    }

    /// The lines, without indentation and comments, in which a pattern occurs.
    private func lines(matching pattern: String) -> [String] {
        formula.split(separator: "\n")
            .map { $0.trimmingCharacters(in: .whitespaces) }
            .filter { !$0.hasPrefix("#") }
            .filter { $0.range(of: pattern, options: .regularExpression) != nil }
    }
}

private let rubyIsThere = (try? run("ruby", "--version")) == 0

private func run(_ command: String...) throws -> Int32 {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = command
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    return process.terminationStatus
}
