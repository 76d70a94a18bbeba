import Diagnostics
import PackageModel
import Paths
import Testing

@testable import Resolvers

@Suite("What uv writes") struct UvAnswerTests {
    private func answer(_ text: String) throws -> UvAnswer {
        try UvAnswer(Array(text.utf8), from: try AbsolutePath(parsing: "/bin/uv"))
    }

    @Test("Pins are read with what they are needed by")
    func readsPins() throws {
        let read = try answer(
            """
            # a comment
            mcp[cli]==2.3.0           # via -r requirements.in
            My_Lib==1.0.post1  # via mcp, uvicorn[standard], mcp

            """
        )
        #expect(read.pins.map(\.name.description) == ["mcp", "my-lib"])
        #expect(read.pins[0].extras.map(\.description) == ["cli"])
        #expect(read.pins[0].neededBy.isEmpty)
        #expect(read.pins[1].neededBy.map(\.description) == ["mcp", "uvicorn"])
        #expect(read.pins[1].version.description == "1.0.post1")
    }

    @Test(
        "Anything but a pin is an answer that nobody asked for",
        arguments: [
            "--index-url https://evil/", "mcp>=1", "mcp", "mcp @ https://evil/x.whl", "./x.whl",
            "mcp==1,>0", "mcp==1.*", "mcp==1 ; python_version > '3'", "a==1\na==1", "\u{1}==1",
        ]
    )
    func refusesOthers(text: String) {
        #expect { try answer(text) } throws: { error in
            (error as? PythonResolutionError)?.code == "python.resolver-failed"
        }
    }
}
