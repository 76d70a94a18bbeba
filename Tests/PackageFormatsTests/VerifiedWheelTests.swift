import PackageFormats
import PackageModel
import Testing

@Suite struct VerifiedWheelTests {
    private func code(_ wheel: WheelFixture) throws -> String? {
        try wheelCode { _ = try wheel.verified() }
    }

    @Test("What a wheel says of itself is read")
    func reads() throws {
        let metadata = """
            Name: De.Mo\r
            Version: 1.0.0\r
            Version: 1.0.0\r
            Requires-Python: >=3.10\r
            Requires-Dist: other>=2\r
            Requires-Dist: extra-thing ; extra == 'cli'\r
            Provides-Extra: CLI\r
            Description: first
              second\r

            """
        let wheel = try WheelFixture(
            "De_mo-1.0-py3-none-any.whl",
            info: "De_Mo-1.0.0.dist-info",
            metadata: metadata
        ).verified()
        #expect(wheel.metadata.name.description == "de-mo")
        #expect(wheel.metadata.requirements.count == 2)
        #expect(wheel.metadata.extras.map(\.description) == ["cli"])
        #expect(wheel.metadata.runs(on: try PythonVersion(parsing: "3.10")))
        #expect(!wheel.metadata.runs(on: try PythonVersion(parsing: "3.9.18")))
        #expect(wheel.warnings.isEmpty)
        let environment = PythonMarkerEnvironment(
            platform: try PlatformName(parsing: "linux-x86_64-gnu"),
            version: try PythonVersion(parsing: "3.12")
        )
        let needed = wheel.metadata.requirements(in: environment)
        #expect(needed.map(\.name.description) == ["other"])
    }

    @Test(
        "Metadata of another package or version, or without one, is refused",
        arguments: [
            "Name: other\nVersion: 1.0\n", "Name: demo\nVersion: 1.1\n", "Name: demo\n",
            "Version: 1.0\n", "Name: demo\nName: other\nVersion: 1.0\n",
            "Name: demo\nVersion: 1.0\nVersion: 1.1\n", "Name: demo\nVersion: x\n", " Name: demo\n",
            "Name\nVersion: 1.0\n",
        ]
    )
    func otherMetadata(text: String) throws {
        #expect(try code(WheelFixture(metadata: text)) == "wheel.metadata")
    }

    @Test(
        "A directory of metadata that is named for something else is refused",
        arguments: [
            "other-1.0.dist-info", "demo-1.1.dist-info", "demo.dist-info", "demo-1.0.DIST-INFO",
        ]
    )
    func otherDirectory(info: String) throws {
        #expect(try code(WheelFixture(info: info)) == "wheel.metadata")
    }

    @Test("Two directories of metadata are refused, and none is too")
    func directoryCount() throws {
        let second = WheelFixture(files: ["other-2.dist-info/METADATA": "Name: other"])
        #expect(try code(second) == "wheel.metadata")
        let spelled = WheelFixture(files: ["Demo-1.0.dist-info/METADATA": "Name: demo"])
        #expect(try code(spelled) == "wheel.metadata")
        var none = WheelFixture()
        none.files = ["demo.py": "", "vendor/demo-1.0.dist-info/METADATA": "x"]
        none.hasRecord = false
        #expect(try code(none) == "wheel.metadata")
    }

    @Test(
        "A format of another major version is refused, a malformed one too",
        arguments: [
            ("Wheel-Version: 2.0\nRoot-Is-Purelib: true\n", "wheel.unsupported"),
            ("Wheel-Version: 0.9\nRoot-Is-Purelib: true\n", "wheel.unsupported"),
            ("Wheel-Version: 1.0\n", "wheel.metadata"),
            ("Wheel-Version: 1.0\nRoot-Is-Purelib: maybe\n", "wheel.metadata"),
            ("Wheel-Version: 1\nRoot-Is-Purelib: true\n", "wheel.metadata"),
            ("Wheel-Version: 1.99999999999999999999\nRoot-Is-Purelib: true\n", "wheel.metadata"),
            ("Root-Is-Purelib: true\n", "wheel.metadata"), ("", "wheel.metadata"),
        ]
    )
    func formats(text: String, code: String) throws {
        var wheel = WheelFixture()
        wheel.files["demo-1.0.dist-info/WHEEL"] = text
        #expect(try self.code(wheel) == code)
    }

    @Test("A newer minor version of the format is used, with a word about it")
    func newerMinor() throws {
        var wheel = WheelFixture()
        wheel.files["demo-1.0.dist-info/WHEEL"] = "Wheel-Version: 1.9\nRoot-Is-Purelib: False\n"
        let verified = try wheel.verified()
        #expect(verified.warnings.count == 1)
        #expect(!verified.description.isPurelib)
    }

    @Test("What cannot be understood and decides nothing is a warning")
    func warnings() throws {
        let text = "Name: demo\nVersion: 1.0\nRequires-Python: >=3.6.*\nRequires-Dist: x (>=\n"
        let wheel = try WheelFixture(metadata: text).verified()
        #expect(wheel.warnings.count == 2)
        #expect(wheel.metadata.runs(on: try PythonVersion(parsing: "3.12")))
    }

    @Test("Headers that never end are refused without reading on")
    func endlessHeaders() throws {
        let text = "Name: demo\nVersion: 1.0\nX: " + String(repeating: "x", count: 5 << 20)
        #expect(try code(WheelFixture(metadata: text)) == "wheel.metadata")
        let lines = String(repeating: "X: y\n", count: 20_000)
        #expect(try code(WheelFixture(metadata: "Name: demo\n" + lines)) == "wheel.metadata")
    }

    @Test("A long description after the headers does not matter")
    func longDescription() throws {
        let text = "Name: demo\nVersion: 1.0\n\n" + String(repeating: "x\n", count: 3 << 20)
        #expect(try code(WheelFixture(metadata: text)) == nil)
    }

    @Test("WHEEL or METADATA may not be missing", arguments: ["WHEEL", "METADATA"])
    func missingFiles(name: String) throws {
        var wheel = WheelFixture()
        wheel.files["demo-1.0.dist-info/" + name] = nil
        #expect(try code(wheel) == "wheel.metadata")
    }
}
