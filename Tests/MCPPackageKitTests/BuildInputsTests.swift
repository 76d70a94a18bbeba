import Cryptography
import PackageModel
import Testing

@testable import MCPPackageKit

@Suite("What a lock says of a build")
struct BuildInputsTests {
    private func input(_ name: String) throws -> BuildInputs.Input {
        .init(name: try WheelFileName(parsing: name), sha256: Digest(of: name.utf8))
    }

    @Test("The line reads back as what it was written for, in one order")
    func readsBack() throws {
        let wheel = try input("wheel-0.45.1-py3-none-any.whl")
        let tools = try input("setuptools-80.9.0-py3-none-any.whl")
        let text = BuildInputs([wheel, tools]).text
        #expect(BuildInputs(parsing: text) == BuildInputs([tools, wheel]))
        #expect(text.hasPrefix("sdist built with setuptools-80.9.0-py3-none-any.whl sha256:"))
    }

    @Test(
        "A line that pins nothing is none",
        arguments: [
            "", "sdist", "sdist built with ", "sdist built with setuptools==80",
            "sdist built with a-1-py3-none-any.whl",
            "sdist built with a-1-py3-none-any.whl sha256:12",
            "postinstall: node x.js",
        ]
    )
    func refuses(text: String) { #expect(BuildInputs(parsing: text) == nil) }

    @Test("Of several wheels of one project a Python takes the one that it runs")
    func chooses() throws {
        let target = try PythonTarget(
            platform: PlatformName(parsing: "linux-x86_64-gnu"),
            major: 3,
            minor: 12
        )
        let here = try input("cmake-3.1-py3-none-manylinux_2_17_x86_64.whl")
        let there = try input("cmake-3.1-py3-none-macosx_11_0_arm64.whl")
        #expect(BuildInputs([here, there]).chosen(for: target) == [here])
    }
}
