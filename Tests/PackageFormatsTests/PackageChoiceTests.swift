import PackageFormats
import PackageModel
import Testing

private let bundle =
    #"{"registryType":"mcpb","identifier":"https://example.com/x.mcpb"}"#

private func choose(_ members: String) throws -> PackageChoice {
    try PackageChoice(from: FormatFixture.document(members), formats: [MCPBFormat()])
}

private func package(_ type: String) -> String {
    #"{"registryType":"\#(type)","identifier":"x"}"#
}

@Suite("What is taken of a registry document")
struct PackageChoiceTests {
    @Test(
        "A kind of package that cannot be installed is exit 12 with one sentence",
        arguments: ["npm", "pypi", "oci", "nuget", "cargo", "helm"]
    )
    func unsupported(_ type: String) {
        let error = #expect(throws: ModelError.self) {
            try choose(#""packages":[\#(package(type))]"#)
        }
        #expect(error?.category.exitStatus == 12)
        #expect(
            error?.reason
                == "packages of type `\(type)` cannot be installed by this version of mcppkg"
        )
    }

    @Test("Several such kinds are named once each")
    func several() {
        let list = [package("npm"), package("oci"), package("npm")].joined(separator: ",")
        let error = #expect(throws: ModelError.self) { try choose(#""packages":[\#(list)]"#) }
        #expect(error?.reason.hasPrefix("packages of type `npm` and `oci` cannot") == true)
    }

    @Test("A bundle is taken before an endpoint and after a package of another kind")
    func bundleFirst() throws {
        let choice = try choose(
            #""packages":[\#(package("npm")),\#(bundle)],"remotes":[{"type":"sse","url":"https://e.com"}]"#
        )
        guard case .package(let package, let format) = choice else {
            Issue.record("not a package")
            return
        }
        #expect(package.registryType == .mcpb)
        #expect(format.registryType == .mcpb)
    }

    @Test("Without a bundle the first endpoint of a known kind is taken")
    func remote() throws {
        let choice = try choose(
            #""packages":[\#(package("npm"))],"remotes":[{"type":"quic","url":"https://a.com"},{"type":"sse","url":"https://b.com"}]"#
        )
        guard case .remote(let remote) = choice else {
            Issue.record("not an endpoint")
            return
        }
        #expect(remote.url == "https://b.com")
    }

    @Test("A document that offers nothing, or only an unknown endpoint, says so")
    func nothing() {
        let error = #expect(throws: ModelError.self) { try choose(#""packages":[]"#) }
        #expect(error?.reason == "`io.example/demo` offers neither a package nor a remote server")
        let other = #expect(throws: ModelError.self) {
            try choose(#""remotes":[{"type":"quic","url":"https://a.com"}]"#)
        }
        #expect(other?.category.exitStatus == 12)
    }
}
