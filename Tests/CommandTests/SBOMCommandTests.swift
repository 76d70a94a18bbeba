import Documents
import Foundation
import TestSupport
import Testing

/// The Python with the CycloneDX library of PyPI: the one that `install.sh --test` names, or makes.
private let python: String? = {
    let package = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../.build/test-venv/bin/python")
    let named = ProcessInfo.processInfo.environment["MCPPKG_TEST_PYTHON"]
    let candidate = named ?? package.standardized.path(percentEncoded: false)
    let call = ProgramCall(candidate, ["-c", "import cyclonedx.validation.json, jsonschema"])
    guard FileManager.default.isExecutableFile(atPath: candidate) else { return nil }
    return (try? ProgramRun.run(call))?.status == 0 ? candidate : nil
}()

@Suite(
    "A bill of materials",
    .enabled(if: python != nil, "MCPPKG_TEST_PYTHON names no Python with cyclonedx-python-lib")
)
struct SBOMCommandTests {
    private let harness: CommandHarness

    init() throws { harness = try CommandHarness() }

    @Test("follows the published schema, with canonical package URLs and a whole graph")
    func valid() throws {
        #expect(try components(ClosureLock.text()) == 14)
    }

    @Test("follows the schema when nothing is locked")
    func empty() throws {
        #expect(try components("version = 1\n") == 0)
    }

    @Test("follows the schema whatever names and versions the lock has", arguments: odd)
    func hostile(_ name: String) throws {
        let package = ClosureLock.package("npm", name, "1.0.0+ü !", #"integrity = "sha512-!!""#)
        let lock = ClosureLock.server(
            [("id", "odd"), ("name", "npm/odd"), ("version", "1"), ("source", "npm:odd")],
            [package, ClosureLock.package("oci", "ghcr.io/acme/odd", "sha256:ab")]
        )
        #expect(try components("version = 1\n" + lock) == 3)
    }

    /// Names that would break a URL, a text or a terminal.
    private static let odd = [
        "@Scope/Name", "a b", "x?y=z#w", #"\u202Egnp\u0007"#, "名前", "a@1", "..",
    ]

    /// How many components the validated document has.
    private func components(_ lock: String) throws -> Int? {
        try harness.write("home/mcppkg.lock", lock)
        let file = harness.tree.path + "/sbom.json"
        let written = try harness.run(["export", "sbom", "--output", file])
        #expect(written.status == 0, "\(written.errors)")
        let script = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "Client/sbom.py").path(percentEncoded: false)
        let run = try ProgramRun.run(ProgramCall(try #require(python), [script, file]))
        #expect(run.status == 0, "\(run.errors)")
        return Int(run.output.trimmingCharacters(in: .whitespacesAndNewlines))
    }
}
