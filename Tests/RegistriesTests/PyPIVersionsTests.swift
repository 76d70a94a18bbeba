import Cryptography
import Diagnostics
import PackageModel
import Resolution
import Testing

@Suite("Choosing a version of a Python project") struct PyPIVersionsTests {
    private let now = Instant(rfc3339: "2026-11-22T00:00:00Z") ?? Instant(nanoseconds: 0)

    private func file(
        _ version: String,
        _ time: String? = "2026-01-01T00:00:00Z",
        yanked: String? = nil,
        python: String? = nil,
        isSource: Bool = false
    ) throws -> PyPIFile {
        let name = isSource ? "demo-\(version).tar.gz" : "demo-\(version)-py3-none-any.whl"
        return PyPIFile(
            filename: name,
            url: "https://example.com/" + name,
            sha256: Digest(of: Array(name.utf8)),
            kind: isSource
                ? .source(try PythonVersion(parsing: version))
                : .wheel(try WheelFileName(parsing: name)),
            uploadTime: time.flatMap { Instant(rfc3339: $0) },
            requiresPython: python,
            yanked: yanked
        )
    }

    private func versions(
        _ files: [PyPIFile],
        notAfter: String? = nil,
        undatedIsOld: Bool = false,
        status: PyPIProject.Status = .active
    ) throws -> PyPIVersions {
        let project = PyPIProject(
            name: try PythonPackageName(parsing: "demo"),
            files: files,
            status: status
        )
        let policy = PyPIPolicy.at(
            now,
            cooldown: .standard,
            notAfter: notAfter.flatMap { Instant(rfc3339: $0) },
            undatedIsOld: undatedIsOld
        )
        return try PyPIVersions(project, under: policy, python: try PythonVersion(parsing: "3.12"))
    }

    private func code(_ body: () throws -> PyPIVersions.Choice) -> String {
        do {
            return "chosen \(try body().release.version)"
        } catch let error as PyPIChoiceError {
            return error.code.description
        } catch { return "\(error)" }
    }

    @Test("The newest old enough is taken, and the younger one is named")
    func passesOverTheYoung() throws {
        let found = try versions([
            try file("1.10"), try file("1.9"), try file("1.11", "2026-11-21T10:00:00Z"),
        ])
        let choice = try found.select(.any)
        #expect(choice.release.version.description == "1.10")
        #expect(choice.notes.count == 1)
        #expect(
            choice.notes.first?.contains(
                "1.11 is younger than the cooldown (published 2026-11-21T10:00:00Z)"
            ) == true
        )
    }

    @Test("An exact young version is taken and said to be young")
    func takesExactYoung() throws {
        let found = try versions([try file("1.0"), try file("1.1", "2026-11-21T10:00:00Z")])
        let choice = try found.select(try PythonVersionRange(parsing: "=1.1"))
        #expect(choice.isYoungerThanCooldown)
        #expect(choice.release.version.description == "1.1")
    }

    @Test("Without dates nothing is old enough, unless the index is listed as undated")
    func treatsUndatedAsYoung() throws {
        let files = [try file("1.0", nil)]
        #expect(code { try versions(files).select(.any) } == "pypi.too-young")
        #expect(code { try versions(files, undatedIsOld: true).select(.any) } == "chosen 1.0")
    }

    @Test("Nothing after the bound is there, also when it is named exactly")
    func keepsTheBound() throws {
        let files = [
            try file("1.0", "2026-01-01T00:00:00Z"), try file("2.0", "2026-06-01T00:00:00Z"),
        ]
        let found = try versions(files, notAfter: "2026-03-01T00:00:00Z")
        #expect(code { try found.select(.any) } == "chosen 1.0")
        let exact = try PythonVersionRange(parsing: "=2.0")
        #expect(code { try found.select(exact) } == "pypi.after-bound")
    }

    @Test("A yanked version is taken only when it is named exactly, with a note")
    func leavesYanked() throws {
        let found = try versions([try file("1.0"), try file("1.1", yanked: "breaks")])
        #expect(try found.select(.any).release.version.description == "1.0")
        let choice = try found.select(try PythonVersionRange(parsing: "==1.1"))
        #expect(choice.notes == ["`demo` 1.1 was taken back by its publisher: breaks"])
        let caret = try PythonVersionRange(parsing: ">=1.1")
        #expect(code { try found.select(caret) } == "pypi.yanked")
    }

    @Test(
        "Final releases come before prereleases, wheels before sources, this Python before others"
    )
    func ranks() throws {
        let pre = try versions([try file("2.0rc1"), try file("1.0")])
        #expect(code { try pre.select(.any) } == "chosen 1.0")
        let only = try versions([try file("2.0rc1")])
        #expect(code { try only.select(.any) } == "chosen 2.0rc1")
        let source = try versions([try file("2.0", isSource: true), try file("1.0")])
        let choice = try source.select(.any)
        #expect(choice.release.version.description == "1.0")
        #expect(choice.notes == ["`demo` 2.0 would have to be built"])
        let python = try versions([try file("2.0", python: ">=3.13"), try file("1.0")])
        #expect(code { try python.select(.any) } == "chosen 1.0")
    }

    @Test("A locked version stays while it fits and is not taken back")
    func keepsTheLocked() throws {
        let found = try versions([try file("1.0"), try file("1.1"), try file("0.9", yanked: "")])
        let locked = try PythonVersion(parsing: "1.0")
        #expect(try found.select(.any, locked: locked).release.version == locked)
        let gone = try PythonVersion(parsing: "0.9")
        #expect(try found.select(.any, locked: gone).release.version.description == "1.1")
    }

    @Test("What does not exist is not found, with others to take")
    func namesOthers() throws {
        let found = try versions([try file("1.0"), try file("1.1")])
        let range = try PythonVersionRange(parsing: "=9")
        #expect { try found.select(range) } throws: { error in
            (error as? PyPIChoiceError)?.remedy == "take another: `pypi:demo@1.1`"
        }
    }

    @Test("A project in quarantine is refused")
    func refusesQuarantine() throws {
        let files = [try file("1.0")]
        #expect { try versions(files, status: .quarantined) } throws: { error in
            (error as? PyPIChoiceError)?.code == "pypi.quarantined"
        }
    }

    @Test("The outlook has the newest and the newest allowed")
    func givesAnOutlook() throws {
        let found = try versions([
            try file("1.0"), try file("2.0"), try file("1.1", "2026-11-21T10:00:00Z"),
        ])
        let outlook = found.outlook(within: try PythonVersionRange(parsing: "^1.0"))
        #expect(outlook.newest?.description == "2.0")
        #expect(outlook.allowed?.description == "1.0")
    }
}
