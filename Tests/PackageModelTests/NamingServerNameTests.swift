import PackageModel
import Testing

@Suite struct NamingServerNameTests {
    @Test(
        "Names of the registry are accepted with their case",
        arguments: [
            "io.github.SonarSource/sonarqube-mcp", "com.joelverhagen.MCP/Knapcode.SampleMcpServer",
            "a1/b2", "ai.smithery/my_server.v2", "mcpb/weather",
        ]
    )
    func accepts(text: String) throws {
        let name = try ServerName(parsing: text)
        #expect(name.description == text)
        #expect(name.namespace + "/" + name.name == text)
    }

    @Test(
        "What breaks the registry's rules is refused",
        arguments: [
            "", "/", "weather", "-/b", "ab/.c", "a/", "io.github.acme/", "/weather", "a.b/c/d",
            "-ab/cd", "ab-/cd", "ab/.cd", "ab/cd_", "a_b/cd", "ab/c d", "ab/../cd", "../etc",
            "ab/cé", "ab/c\u{301}d", "ab/cd\n", "ab/cd@1",
            String(repeating: "a", count: 199) + "/bc",
        ]
    )
    func refuses(text: String) {
        #expect(throws: ModelError.self) { try ServerName(parsing: text) }
    }

    @Test(
        "A server without a registry gets a name of its kind",
        arguments: [
            ("mcpb", "weather", "mcpb/weather"), ("mcpb", "My Server!", "mcpb/My-Server"),
            ("remote", "mcp.example.com", "remote/mcp.example.com"),
            ("mcpb", "@acme/x y", "mcpb/acme-x-y"),
            ("mcpb", "..", "mcpb/server-"), ("mcpb", "", "mcpb/server-"),
            ("mcpb", "天気", "mcpb/server-"),
            ("mcpb", "a", "mcpb/aserver-"),
        ]
    )
    func sanitises(kind: String, name: String, start: String) throws {
        let server = ServerName.local(kind: kind, name: name)
        #expect(server.description.hasPrefix(start))
        #expect(try ServerName(parsing: server.description) == server)
    }

    @Test("Names that lose everything, or their ends, stay different names")
    func keepsNeighboursApart() {
        let long = String(repeating: "x", count: 300)
        let names = ["天気", "地図", "", "-", long + "a", long + "b"].map {
            ServerName.local(kind: "mcpb", name: $0)
        }
        #expect(Set(names).count == names.count)
        #expect(names.allSatisfy { $0.name.utf8.count <= 120 })
    }

    @Test("An id is what every host accepts as the name of an entry")
    func parsesIDs() throws {
        #expect(try InstanceID(parsing: "My_server-2").description == "My_server-2")
        for text in ["", "a.b", "a b", "a/b", "é", String(repeating: "a", count: 65), "..", "a\n"] {
            #expect(throws: ModelError.self) { try InstanceID(parsing: text) }
        }
    }

    @Test("The default id is the last part of the name, other bytes as dashes")
    func defaultIDs() throws {
        #expect(
            InstanceID(default: try ServerName(parsing: "io.acme/we.a_t-her")).description
                == "we-a_t-her"
        )
        let long = try ServerName(parsing: "io.acme/" + String(repeating: "w", count: 100))
        #expect(InstanceID(default: long).description.utf8.count == 64)
    }
}
