import Testing

@testable import Registries

@Suite("Addresses on a page of a Python index") struct PyPIReferenceTests {
    private let page = "https://pypi.org/simple/demo/"

    @Test(
        "A reference is resolved against its page",
        arguments: [
            ("https://files.example/a.whl#sha256=1&x", "https://files.example/a.whl"),
            ("//files.example/a.whl", "https://files.example/a.whl"),
            ("/a.whl", "https://pypi.org/a.whl"), ("a.whl", "https://pypi.org/simple/demo/a.whl"),
            ("../../a.whl", "https://pypi.org/a.whl"),
            ("../../../../a.whl", "https://pypi.org/a.whl"),
            ("./x/./../a.whl?b=/../c", "https://pypi.org/simple/demo/a.whl?b=/../c"),
            ("?q", "https://pypi.org/simple/demo/?q"), ("..", "https://pypi.org/simple/"),
        ]
    )
    func resolves(reference: String, url: String) throws {
        #expect(
            try PyPIReference(reference, on: page, index: "https://pypi.org/simple/").url == url
        )
    }

    @Test(
        "An index on the network names nothing on this machine",
        arguments: [
            "http://127.0.0.1/a.whl", "https://localhost/a.whl", "//127.0.0.1/a.whl",
            "file:///a.whl",
            "https://[::1]/a.whl", "https://0.0.0.0/a.whl", "http://pypi.org/a.whl", "mailto:a.whl",
        ]
    )
    func refusesThisMachine(reference: String) {
        #expect(throws: PyPIReference.Refusal.self) {
            try PyPIReference(reference, on: page, index: "https://pypi.org/simple/")
        }
    }

    @Test("What stands behind the hash is kept apart")
    func keepsFragments() throws {
        let found = try PyPIReference("a.whl#sha256=1", on: page, index: "https://pypi.org/simple/")
        #expect(found.fragment == "sha256=1")
    }
}
