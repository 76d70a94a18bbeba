import Cryptography
import Diagnostics
import Foundation
import PackageModel
import Paths
import Registries
import Resolution
import TestSupport
import Testing
import Transport

/// The index that a server on this machine plays.
func pythonIndex(_ server: LoopbackServer, path: String = "/simple/") throws -> PyPIIndex {
    try PyPIIndex(location: server.baseURL + path, client: quickClient())
}

/// A project's name.
func project(_ text: String) throws -> PythonPackageName { try PythonPackageName(parsing: text) }

/// The code of an error of an index, for comparison.
func pypiCode(_ error: any Error) -> String {
    (error as? any UserFacingError)?.code.description ?? "\(error)"
}

private let digest = String(repeating: "ab", count: 32)

/// An answer with the type of the JSON form.
func simpleJSON(_ text: String) -> LoopbackServer.Response {
    let type = (name: "Content-Type", value: "application/vnd.pypi.simple.v1+json")
    return .init(headers: [type], body: Array(text.utf8))
}

/// An answer with the type of the HTML form.
func simpleHTML(_ text: String) -> LoopbackServer.Response {
    let type = (name: "Content-Type", value: "text/html; charset=UTF-8")
    return .init(headers: [type], body: Array(text.utf8))
}

@Suite("Pages of Python indexes") struct PyPIPageTests {
    @Test("Both forms of a page say the same")
    func readsBothForms() throws {
        let json = """
            {"meta":{"api-version":"1.4","_last":1},"name":"A_b.C","versions":["1.0"],
             "project-status":{"status":"archived","reason":"moved <on>"},"files":[
             {"filename":"a_b_c-1.0-py3-none-any.whl","url":"../../f/a_b_c-1.0-py3-none-any.whl",
              "hashes":{"md5":"x","sha256":"\(digest)"},"size":7,"requires-python":">=3.9",
              "upload-time":"2026-03-01T10:00:00.123456Z","yanked":"broken <b>",
              "core-metadata":{"sha256":"\(digest)"},"provenance":null}]}
            """
        let html = """
            <!DOCTYPE html><html><head>
            <meta name="pypi:repository-version" content="1.4">
            <meta name="pypi:project-status" content="archived">
            <meta name=pypi:project-status-reason content='moved &lt;on&gt;'></head>
            <body><!-- <a href="evil-1.0.tar.gz">no</a> -->
            <A HREF='../../f/a_b_c-1.0-py3-none-any.whl#sha256=\(digest)' data-requires-python="&gt;=3.9"
             data-size=7 data-upload-time="2026-03-01T10:00:00.123456Z"
             data-yanked="broken &#60;b&#x3e;" data-core-metadata="sha256=\(digest)">a</a></body></html>
            """
        let server = try LoopbackServer { request in
            request.path.hasPrefix("/json") ? simpleJSON(json) : simpleHTML(html)
        }
        let name = try project("a.b-C")
        let first = try pythonIndex(server, path: "/json/").project(name)
        let second = try pythonIndex(server, path: "/html").project(name)
        #expect(first == second)
        #expect(first.status == .archived)
        #expect(first.statusReason == "moved <on>")
        let file = try #require(first.files.first)
        #expect(file.url == server.baseURL + "/f/a_b_c-1.0-py3-none-any.whl")
        #expect(file.sha256?.hex == digest)
        #expect(file.yanked == "broken <b>")
        #expect(file.requiresPython == ">=3.9")
        #expect(file.metadata == .present(Digest(hex: digest)))
        #expect(file.uploadTime == Instant(rfc3339: "2026-03-01T10:00:00.123456Z"))
        #expect(server.targets.sorted() == ["/html/a-b-c/", "/json/a-b-c/"])
    }

    @Test("JSON is asked for first")
    func prefersJSON() throws {
        let server = try LoopbackServer { _ in
            simpleJSON("{\"meta\":{\"api-version\":\"1.0\"},\"name\":\"x\",\"files\":[]}")
        }
        _ = try pythonIndex(server).project(try project("x"))
        let accept = try #require(server.requests.first?["accept"])
        #expect(accept.hasPrefix("application/vnd.pypi.simple.v1+json,"))
    }

    @Test(
        "A file that breaks a rule is not offered and is named",
        arguments: [
            ("javascript:alert(1)//a-1-py3-none-any.whl", "neither https"),
            ("data:text/html,a-1-py3-none-any.whl", "neither https"),
            ("ftp://example.com/a-1-py3-none-any.whl", "neither https"),
            ("http://example.com/a-1-py3-none-any.whl", "neither https"),
            ("https://u:p@example.com/a-1-py3-none-any.whl", "neither https"),
            ("https://exa mple.com/a-1-py3-none-any.whl", "no URL"),
            ("file:///etc/../a-1-py3-none-any.whl?x", "this machine"),
            ("\\\\host\\a-1-py3-none-any.whl", "no URL"),
        ]
    )
    func refusesAddresses(address: String, why: String) throws {
        let escaped = address.replacingOccurrences(of: "\\", with: "\\\\")
        let server = try LoopbackServer { _ in
            simpleJSON(
                """
                {"meta":{"api-version":"1.0"},"name":"a","files":[{"filename":"a-1-py3-none-any.whl",
                "url":"\(escaped)","hashes":{"sha256":"\(digest)"}}]}
                """
            )
        }
        let found = try pythonIndex(server).project(try project("a"))
        #expect(found.files.isEmpty)
        #expect(found.unusable.count == 1)
        #expect(found.unusable.first?.why.contains(why) == true)
    }

    @Test("Files without a digest, with two digests or of another project are not offered")
    func withholdsWhatCannotBeChecked() throws {
        let other = String(repeating: "cd", count: 32)
        let server = try LoopbackServer { _ in
            simpleHTML(
                """
                <meta name="pypi:repository-version" content="1.0">
                <a href="/a-1-py3-none-any.whl">1</a> <a href="/a-2-py3-none-any.whl#md5=12">2</a>
                <a href="/a-3-py3-none-any.whl#sha256=12">3</a>
                <a href="/a-4-py3-none-any.whl#sha256=\(digest)">4</a>
                <a href="/x/a-4-py3-none-any.whl#sha256=\(other)">4</a>
                <a href="/b-5-py3-none-any.whl#sha256=\(digest)">5</a>
                <a href="/a-6.exe#sha256=\(digest)">6</a>
                <a href="/a-7.tar.gz#sha256=\(digest)">7</a><a name="nothing">8</a>
                """
            )
        }
        let found = try pythonIndex(server).project(try project("a"))
        let offer = try found.offer(under: PyPIPolicy())
        #expect(offer.files.map(\.filename) == ["a-7.tar.gz"])
        #expect(offer.withheld.map(\.reason) == [.noDigest, .noDigest, .noDigest, .noDigest])
        #expect(found.unusable.map(\.filename) == ["a-4-py3-none-any.whl"])
    }

    @Test(
        "A page that is no page is one error",
        arguments: [
            "", "plain text", "{", "[]", "{}", "{\"meta\":{\"api-version\":\"1.0\"}}",
            "{\"meta\":{\"api-version\":\"1.0\"},\"name\":\"a\"}",
            "{\"meta\":{\"api-version\":\"1.x\"},\"name\":\"a\",\"files\":[]}",
            "{\"meta\":{\"api-version\":1.0},\"name\":\"a\",\"files\":[]}",
            "{\"meta\":{\"api-version\":\"1.0\"},\"name\":\"a\",\"files\":[7]}",
            "{\"meta\":{\"api-version\":\"1.0\"},\"name\":\"a\",\"files\":[{\"filename\":\"x\"}]}",
            "<html><body>sign in</body></html>", "<a", "<!-- <a href='x'>",
            "{\"x\":" + String(repeating: "[", count: 100_000),
            "{\"meta\":{\"api-version\":\"1.0\"},\"name\":\"a\",\"files\":[{\"filename\":\"x\",\"url\":\""
                + String(repeating: "a", count: 20_000) + "\"}]}",
        ]
    )
    func refusesOddPages(text: String) throws {
        let server = try LoopbackServer { _ in .text(text) }
        #expect { try pythonIndex(server).project(try project("a")) } throws: { error in
            pypiCode(error) == "pypi.malformed"
        }
    }

    @Test("A format of the future is refused, a newer one of this kind is noted")
    func judgesVersions() throws {
        let server = try LoopbackServer { request in
            let version = request.path.contains("two") ? "2.0" : "1.9"
            return simpleJSON(
                "{\"meta\":{\"api-version\":\"\(version)\"},\"name\":\"one\",\"files\":[]}"
            )
        }
        #expect { try pythonIndex(server).project(try project("two")) } throws: { error in
            pypiCode(error) == "pypi.unsupported"
        }
        #expect(try pythonIndex(server).project(try project("one")).notes.count == 1)
    }

    @Test("Absence, refusal and another project's page are told apart")
    func tellsRefusalsApart() throws {
        let server = try LoopbackServer { request in
            switch request.path {
            case "/simple/gone/": .text("", status: 404)
            case "/simple/closed/": .text("", status: 403)
            default:
                simpleJSON("{\"meta\":{\"api-version\":\"1.0\"},\"name\":\"other\",\"files\":[]}")
            }
        }
        let index = try pythonIndex(server)
        let codes = try ["gone", "closed", "wrong"].map { text in
            do {
                _ = try index.project(try project(text))
                return "none"
            } catch let error as PyPIError {
                return error.code.description
            }
        }
        #expect(codes == ["pypi.unknown-project", "pypi.refused", "pypi.wrong-name"])
    }

    @Test("Metadata beside a wheel must be what the page says")
    func comparesMetadata() throws {
        let content = "Metadata-Version: 2.1\nName: a\nVersion: 1\n"
        let right = Digest(of: Array(content.utf8))
        let server = try LoopbackServer { _ in .text(content) }
        let index = try pythonIndex(server)
        func file(_ metadata: PyPIFile.Metadata) throws -> PyPIFile {
            let name = "a-1-py3-none-any.whl"
            return PyPIFile(
                filename: name,
                url: server.baseURL + "/f/" + name,
                sha256: right,
                kind: .wheel(try WheelFileName(parsing: name)),
                metadata: metadata
            )
        }
        #expect(try index.metadata(of: file(.present(right))) == Array(content.utf8))
        #expect(try index.metadata(of: file(.absent)) == nil)
        let wrong = Digest(of: [1])
        #expect { try index.metadata(of: file(.present(wrong))) } throws: { error in
            pypiCode(error) == "pypi.digest-mismatch"
        }
        #expect(
            server.targets == [
                "/f/a-1-py3-none-any.whl.metadata", "/f/a-1-py3-none-any.whl.metadata",
            ]
        )
    }

    @Test("A wheel with other bytes is refused")
    func comparesWheels() throws {
        let scratch = try Scratch()
        let server = try LoopbackServer { _ in .text("not the wheel") }
        let name = "a-1-py3-none-any.whl"
        let file = PyPIFile(
            filename: name,
            url: server.baseURL + "/" + name,
            sha256: Digest(of: [1]),
            kind: .wheel(try WheelFileName(parsing: name))
        )
        let index = try pythonIndex(server)
        #expect { try index.wheel(file, into: scratch.path) } throws: { error in
            pypiCode(error) == "pypi.digest-mismatch"
        }
    }

    @Test("A directory is an index")
    func readsDirectories() throws {
        let scratch = try Scratch()
        let page = "<a href='../a-1-py3-none-any.whl#sha256=\(digest)'>a</a>"
        try scratch.write("a/index.html", page)
        let index = try PyPIIndex(location: scratch.url, client: quickClient())
        let found = try index.project(try project("a"))
        #expect(found.files.map(\.url) == [scratch.url + "/a-1-py3-none-any.whl"])
        #expect { try index.project(try project("b")) } throws: { error in
            pypiCode(error) == "pypi.unknown-project"
        }
    }

    @Test(
        "What is no index is said to be none",
        arguments: [
            "pypi.org", "http://example.com/simple/", "https://x/simple?a=b", "ftp://x/",
            "file://x",
        ]
    )
    func refusesLocations(location: String) {
        #expect { try PyPIIndex(location: location, client: quickClient()) } throws: { error in
            pypiCode(error) == "pypi.location"
        }
    }
}
