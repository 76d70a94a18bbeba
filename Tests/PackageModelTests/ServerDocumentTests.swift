import Cryptography
import Documents
import PackageModel
import Testing

private func document(_ text: String) throws -> ServerDocument {
    try ServerDocument(json: JSON(parsing: text))
}

private func package(_ members: String) throws -> ServerPackage {
    let text = """
        {"name":"io.example/demo","description":"d","version":"1.0.0",
         "packages":[{"registryType":"mcpb","identifier":"https://example.com/x.mcpb"\(members)}]}
        """
    return try #require(try document(text).packages.first)
}

@Suite("Registry documents")
struct ServerDocumentTests {
    @Test("Both spellings of the member names give the same package")
    func oldSpelling() throws {
        let digest = String(repeating: "ab", count: 32)
        let new = try document(
            """
            {"name":"io.example/demo","description":"d","version":"1.0.0","websiteUrl":"https://e.com",
             "packages":[{"registryType":"mcpb","identifier":"https://e.com/x.mcpb","fileSha256":"\(digest)",
               "registryBaseUrl":"https://e.com","runtimeHint":"h","transport":{"type":"stdio"},
               "runtimeArguments":[{"type":"positional","value":"a","isRepeated":true}],
               "packageArguments":[{"type":"positional","valueHint":"dir"}],
               "environmentVariables":[{"name":"N","isRequired":true,"isSecret":true}]}]}
            """
        )
        let old = try document(
            """
            {"name":"io.example/demo","description":"d","version":"1.0.0","website_url":"https://e.com",
             "packages":[{"registry_type":"mcpb","identifier":"https://e.com/x.mcpb","file_sha256":"\(digest)",
               "registry_base_url":"https://e.com","runtime_hint":"h","transport":{"type":"stdio"},
               "runtime_arguments":[{"type":"positional","value":"a","is_repeated":true}],
               "package_arguments":[{"type":"positional","value_hint":"dir"}],
               "environment_variables":[{"name":"N","is_required":true,"is_secret":true}]}]}
            """
        )
        #expect(new.packages == old.packages)
        #expect(new.website == old.website)
        #expect(old.packages.first?.fileSHA256?.hex == digest)
        #expect(old.packages.first?.environmentVariables.first?.input.isSecret == true)
    }

    @Test("A document with neither packages nor remotes is read, and null counts as absent")
    func empty() throws {
        let read = try document(
            #"{"name":"io.example/demo","description":"d","version":"1","packages":null,"repository":{}}"#
        )
        #expect(read.packages.isEmpty)
        #expect(read.remotes.isEmpty)
        #expect(read.repository == nil)
    }

    @Test("A package without transport speaks over standard streams, and an unknown kind is kept")
    func lenient() throws {
        let read = try document(
            #"{"name":"io.example/demo","version":"1","future":[1],"packages":[{"registryType":"helm","identifier":"x"}]}"#
        )
        #expect(read.packages.first?.registryType == .other("helm"))
        #expect(read.packages.first?.transport.kind == .stdio)
    }

    @Test("The digest ignores `_meta` and the order of members, and sees every other member")
    func digest() throws {
        let one = try document(#"{"name":"io.example/demo","version":"1","description":"d"}"#)
        let other = try document(
            #"{"_meta":{"x":1},"description":"d","version":"1","name":"io.example/demo"}"#
        )
        let more = try document(
            #"{"name":"io.example/demo","version":"1","description":"d","future":1}"#
        )
        let canonical = #"{"description":"d","name":"io.example/demo","version":"1"}"#
        #expect(one.documentDigest == Digest(of: canonical.utf8))
        #expect(one.documentDigest == other.documentDigest)
        #expect(one.documentDigest != more.documentDigest)
    }

    @Test(
        "An unfilled template is refused wherever it stands",
        arguments: ["${VERSION}", "$VERSION", "{{VERSION}}", "<<Version>>", "$(PackageVersion)"]
    )
    func placeholders(_ text: String) {
        let places = [
            #"{"name":"io.example/demo","version":"\#(text)"}"#,
            #"{"name":"io.example/\#(text)","version":"1"}"#,
            #"{"name":"io.example/demo","version":"1","packages":[{"registryType":"npm","identifier":"\#(text)"}]}"#,
            #"{"name":"io.example/demo","version":"1","packages":[{"registryType":"npm","identifier":"a","version":"\#(text)"}]}"#,
        ]
        for place in places {
            let error = #expect(throws: ModelError.self) { try document(place) }
            #expect(error?.reason.contains("unfilled template") == true, "\(place)")
        }
    }

    @Test(
        "A text that is no single version is refused",
        arguments: [
            "latest", "^1.2.3", "~1", ">=1", "<2", "=1", "1.x", "1.2.*", "1 - 2", "1 || 2", "",
            String(repeating: "1", count: 256),
        ]
    )
    func versions(_ version: String) {
        #expect(throws: ModelError.self) {
            try document(#"{"name":"io.example/demo","version":"\#(version)"}"#)
        }
    }

    @Test(
        "A version of any other form is accepted",
        arguments: ["1.0.0", "v1.0", "2025.06.18", "1.0.0-x.7.z", "0.0.1-seed", "1.0.0+build.x"]
    )
    func oddVersions(_ version: String) throws {
        let read = try document(#"{"name":"io.example/demo","version":"\#(version)"}"#)
        #expect(read.version == version)
    }

    @Test(
        "A member of the wrong kind is an error that names its place",
        arguments: [
            (#""packages":{}"#, "packages"),
            (#""packages":[7]"#, "packages[0]"),
            (#""packages":[{"identifier":"x"}]"#, "packages[0].registryType"),
            (#""packages":[{"registryType":"npm"}]"#, "packages[0].identifier"),
            (#""packages":[{"registryType":"npm","identifier":"a b"}]"#, "packages[0].identifier"),
            (
                #""packages":[{"registryType":"npm","identifier":"a","fileSha256":"ABCD"}]"#,
                "packages[0].fileSha256"
            ),
            (
                #""packages":[{"registryType":"npm","identifier":"a","environmentVariables":[{}]}]"#,
                "packages[0].environmentVariables[0].name"
            ),
            (
                #""packages":[{"registryType":"npm","identifier":"a","packageArguments":[{"type":"odd"}]}]"#,
                "packages[0].packageArguments[0].type"
            ),
            (#""remotes":[{"type":"sse"}]"#, "remotes[0].url"),
            (#""remotes":[{"url":"https://e.com"}]"#, "remotes[0].type"),
            (#""title":3"#, "title"),
            (#""repository":"x""#, "repository"),
        ]
    )
    func malformed(_ member: String, _ place: String) {
        let error = #expect(throws: ModelError.self) {
            try document(#"{"name":"io.example/demo","version":"1",\#(member)}"#)
        }
        #expect(error?.reason.contains("`\(place)`") == true, "\(String(describing: error))")
        #expect(error?.category == .verification)
    }

    @Test(
        "Names that are no server names are the document's fault, not the person's",
        arguments: ["demo", "a/b/c", "", "io.example/", "-x/demo", "io.example/de mo"]
    )
    func names(_ name: String) {
        let error = #expect(throws: ModelError.self) {
            try document(#"{"name":"\#(name)","version":"1"}"#)
        }
        #expect(error?.category == .verification)
    }

    @Test("More packages, inputs or bytes than any real document has are refused")
    func limits() {
        let one = #"{"registryType":"npm","identifier":"a"}"#
        let many = Array(repeating: one, count: DocumentLimits.offers + 1).joined(separator: ",")
        let variable = #"{"name":"N"}"#
        let variables = Array(repeating: variable, count: DocumentLimits.inputs + 1)
            .joined(separator: ",")
        let long = String(repeating: "x", count: DocumentLimits.text + 1)
        for members in [
            #""packages":[\#(many)]"#, #""description":"\#(long)""#,
            #""packages":[{"registryType":"npm","identifier":"a","environmentVariables":[\#(variables)]}]"#,
        ] {
            #expect(throws: ModelError.self) {
                try document(#"{"name":"io.example/demo","version":"1",\#(members)}"#)
            }
        }
    }

    @Test("A digest in capitals is refused, because the schema has small letters only")
    func capitals() {
        let digest = String(repeating: "AB", count: 32)
        #expect(throws: ModelError.self) { try package(#","fileSha256":"\#(digest)""#) }
    }

    @Test("Numbers and truth values stand for the texts that were meant")
    func sloppyDefaults() throws {
        let read = try package(
            #","packageArguments":[{"type":"named","name":"--port","default":3000.0},"#
                + #"{"type":"named","name":"-v","value":true}]"#
        )
        #expect(read.packageArguments.map(\.input.defaultValue) == ["3000", nil])
        #expect(read.packageArguments.map(\.input.value) == [nil, "true"])
        #expect(read.packageArguments.map(\.label) == ["port", "v"])
    }
}
