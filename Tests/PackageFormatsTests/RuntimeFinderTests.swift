import Foundation
import PackageFormats
import PackageModel
import Paths
import Testing

@Suite("Finding a Python or Node on PATH")
struct RuntimeFinderTests {
    @Test("The first in the range is taken, in the order of PATH")
    func order() throws {
        let fixture = try RuntimeFixture()
        try fixture.program("a/python3", version: "3.9.2")
        try fixture.program("b/python3", version: "3.11.7")
        try fixture.program("c/python3", version: "3.12.1")
        #expect(try fixture.find(path: ["a", "b", "c"]) == "a/python3")
        #expect(try fixture.find(.python, ">=3.10", path: ["a", "b", "c"]) == "b/python3")
        #expect(try fixture.find(.python, ">=3.12", path: ["a", "b", "c"]) == "c/python3")
    }

    @Test("A link is followed to the program that stays when the link moves on")
    func links() throws {
        let fixture = try RuntimeFixture()
        try fixture.program("usr/python3.11", version: "3.11.2")
        try fixture.link("bin/python3", to: "usr/python3.11")
        #expect(try fixture.find(path: ["bin"]) == "usr/python3.11")
    }

    @Test("A Homebrew program is recorded under the name that survives an upgrade")
    func homebrew() throws {
        let fixture = try RuntimeFixture()
        try fixture.program("brew/Cellar/node/20.1.0/bin/node", version: "v20.1.0")
        try fixture.link("brew/opt/node", to: "brew/Cellar/node/20.1.0")
        try fixture.link("brew/bin/node", to: "brew/Cellar/node/20.1.0/bin/node")
        #expect(try fixture.find(.node, path: ["brew/bin"]) == "brew/opt/node/bin/node")
    }

    @Test("Names with a version are looked at when the usual ones do not fit, newest first")
    func versionedNames() throws {
        let fixture = try RuntimeFixture()
        try fixture.program("bin/python3", version: "3.9.2")
        try fixture.program("bin/python3.10", version: "3.10.4")
        try fixture.program("bin/python3.9", version: "3.9.2")
        try fixture.program("bin/python3.12", version: "3.12.1")
        try fixture.program("bin/python3.12-config", version: "3.12.1")
        #expect(try fixture.find(.python, ">=3.10", path: ["bin"]) == "bin/python3.12")
        #expect(try fixture.find(.python, ">=3.10 <3.12", path: ["bin"]) == "bin/python3.10")
    }

    @Test("Python 2 is never taken, whatever it is called")
    func pythonTwo() throws {
        let fixture = try RuntimeFixture()
        try fixture.program("a/python", version: "2.7.18")
        try fixture.program("b/python", version: "3.8.0")
        #expect(try fixture.find(path: ["a", "b"]) == "b/python")
    }

    @Test("Relative directories of PATH, programs of many faces and unknown scripts are skipped")
    func skipped() throws {
        let fixture = try RuntimeFixture()
        try fixture.program("snap/bin/snap", version: "20.0.0")
        try fixture.link("snap/bin/node", to: "snap/bin/snap")
        try fixture.script("shim/node", "#!/bin/sh\nexec other-manager node \"$@\"\n")
        try fixture.file("plain/node", "not executable")
        try fixture.link("broken/node", to: "nowhere")
        try fixture.program("real/node", version: "v20.1.0")
        let path = [".", "./real", "snap/bin", "shim", "plain", "broken", "missing", "real"]
        #expect(try fixture.find(.node, path: path) == "real/node")
        #expect(fixture.asked.count == 1)
    }

    @Test("A program that does not say its version is skipped")
    func silent() throws {
        let fixture = try RuntimeFixture()
        try fixture.program("a/node", version: "Welcome to Node.js")
        try fixture.program("b/node", version: "v18.0.0")
        #expect(try fixture.find(.node, path: ["a", "b"]) == "b/node")
    }

    @Test("What is needed and what was found is said when nothing fits")
    func nothing() throws {
        let fixture = try RuntimeFixture()
        try fixture.program("a/python3", version: "3.9.2")
        let error = #expect(throws: ModelError.self) {
            try fixture.find(.python, ">=3.12", path: ["a"])
        }
        #expect(error?.category.exitStatus == 12)
        #expect(
            error?.reason
                == "this server needs Python `>=3.12`, and this machine has none (found: 3.9.2)"
        )
        let none = #expect(throws: ModelError.self) { try fixture.find(.node, path: ["a"]) }
        #expect(none?.reason.contains("Node") == true)
    }

    @Test("Each program is asked once, and a crowded machine is not asked for ever")
    func probes() throws {
        let fixture = try RuntimeFixture()
        for index in 0..<60 { try fixture.program("d\(index)/node", version: "v1.0.0") }
        try fixture.link("d99/node", to: "d0/node")
        let path = ["d99"] + (0..<60).map { "d\($0)" }
        #expect(throws: ModelError.self) { try fixture.find(.node, "^20", path: path) }
        #expect(fixture.asked.count == 32)
        #expect(Set(fixture.asked).count == 32)
    }
}
