import Diagnostics
import PackageModel
import TestSupport
import Testing

@testable import Registries

@Suite("Tokens of image registries")
struct OCITokenTests {
    private func challenge(_ value: String, status: Int = 401) -> LoopbackServer.Response {
        LoopbackServer.Response(status: status, headers: [(name: "WWW-Authenticate", value: value)])
    }

    /// A registry that wants `Bearer good`, and the service that hands it out.
    private func guarded(
        _ answer: @escaping @Sendable (LoopbackServer.Request) -> LoopbackServer.Response
    )
        throws -> (registry: LoopbackServer, service: LoopbackServer)
    {
        var fixture = ImageFixture()
        fixture.tag(fixture.addImage(), "1")
        let service = try LoopbackServer(handler: answer)
        let (copy, realm) = (fixture, service.baseURL + "/token")
        let registry = try LoopbackServer { request in
            guard request["authorization"] == "Bearer good" else {
                let header = """
                    Bearer realm="\(realm)",service="reg \\"x\\"",scope="repository:acme/weather:pull,push"
                    """
                return LoopbackServer.Response(
                    status: 401,
                    headers: [(name: "WWW-Authenticate", value: header)]
                )
            }
            return copy.answer(request)
        }
        return (registry, service)
    }

    @Test(
        "A token is asked for once, for pulling from this repository, and sent with every question",
        arguments: ["token", "access_token"]
    )
    func token(_ member: String) throws {
        let (registry, service) = try guarded { _ in .json("{\"\(member)\":\"good\"}") }
        _ = try pin(registry)
        #expect(
            service.targets == [
                "/token?service=reg%20%22x%22&scope=repository%3Aacme%2Fweather%3Apull"
            ]
        )
        #expect(
            registry.requests.map { $0["authorization"] } == [nil, "Bearer good", "Bearer good"]
        )
    }

    @Test("A query of the realm stays")
    func query() throws {
        var fixture = ImageFixture()
        fixture.tag(fixture.addImage(), "1")
        let copy = fixture
        let service = try LoopbackServer { _ in .json(#"{"token":"good"}"#) }
        let realm = service.baseURL + "/t?a=b"
        let registry = try LoopbackServer { request in
            request["authorization"] == nil
                ? LoopbackServer.Response(
                    status: 401,
                    headers: [
                        (name: "WWW-Authenticate", value: "Basic realm=\"x, y\""),
                        (name: "WWW-Authenticate", value: "bearer  REALM=\"\(realm)\""),
                    ]
                )
                : copy.answer(request)
        }
        _ = try pin(registry)
        #expect(service.targets == ["/t?a=b&scope=repository%3Aacme%2Fweather%3Apull"])
    }

    @Test(
        "A token that is none is one error",
        arguments: [
            "", "[]", "{}", #"{"token":7}"#, #"{"token":""}"#, #"{"token":"a b"}"#,
            "{\"token\":\"a\\r\\nX-Evil: 1\"}", #"{"token":"é"}"#,
            #"{"token":"\#(String(repeating: "a", count: 20_000))"}"#,
            String(repeating: "[", count: 50_000),
        ]
    )
    func badToken(_ body: String) throws {
        let (registry, _) = try guarded { _ in .json(body) }
        #expect { try pin(registry) } throws: { ociCode($0) == "oci.challenge" }
    }

    @Test("A token service that sends without end is cut off")
    func endless() throws {
        let (registry, _) = try guarded { _ in
            .init(steps: [.text("HTTP/1.1 200 OK\r\n\r\n"), .endless(Array("aaaaaaaa".utf8))])
        }
        #expect { try pin(registry) } throws: { ociCode($0) == "network.too-large" }
    }

    @Test("A token service that refuses is named with its status")
    func refusing() throws {
        let (registry, _) = try guarded { _ in .json(#"{"details":"who are you"}"#, status: 403) }
        #expect { try pin(registry) } throws: { error in
            ociCode(error) == "oci.refused"
                && (error as? OCIError)?.reason.contains("who are you") == true
        }
    }

    @Test("A registry that is never content is asked twice, not for ever")
    func neverContent() throws {
        let service = try LoopbackServer { _ in .json(#"{"token":"good"}"#) }
        let registry = try LoopbackServer { _ in
            challenge("Bearer realm=\"\(service.baseURL)/\"")
        }
        #expect { try pin(registry) } throws: { ociCode($0) == "oci.refused" }
        #expect(registry.requests.count == 2)
        #expect(service.requests.count == 1)
    }

    @Test(
        "A realm that may not be asked is refused",
        arguments: [
            "ftp://127.0.0.1/token", "http://auth.example.com/token", "file:///etc/passwd", "//x",
            "",
            "http://user@127.0.0.1/", "https://a b/", "javascript:1",
        ]
    )
    func realm(_ realm: String) throws {
        let registry = try LoopbackServer { _ in challenge("Bearer realm=\"\(realm)\"") }
        #expect { try pin(registry) } throws: { error in
            ["oci.challenge", "oci.refused"].contains(ociCode(error))
        }
        #expect(registry.requests.count == 1)
    }

    @Test(
        "A challenge that cannot be read is a plain refusal",
        arguments: [
            "Basic realm=\"x\"", "Bearer", "Bearer realm", "Bearer realm=\"x", "Bearer realm=\"x\\",
            "Bearer service=\"x\"", "=,=,=", "Negotiate",
            String(repeating: "Bearer a=b,", count: 2000),
        ]
    )
    func unreadable(_ header: String) throws {
        let registry = try LoopbackServer { _ in challenge(header) }
        #expect { try pin(registry) } throws: { error in
            ociCode(error) == "oci.refused" && (error as? OCIError)?.category == .network
        }
    }

    @Test("A redirect to another host is followed without the token")
    func redirect() throws {
        var fixture = ImageFixture()
        let digest = fixture.addImage()
        fixture.tag(digest, "1")
        let copy = fixture
        let service = try LoopbackServer { _ in .json(#"{"token":"good"}"#) }
        let registry = try LoopbackServer { request in
            guard request["authorization"] == "Bearer good" else {
                return challenge("Bearer realm=\"\(service.baseURL)/\"")
            }
            // Another port is another place for plain http, and refused; a blob may move on the same one.
            if request.path.contains("/blobs/"), !request.path.hasPrefix("/moved") {
                return .redirect(to: "/moved" + request.path)
            }
            guard request.path.hasPrefix("/moved") else { return copy.answer(request) }
            return .init(
                body: Array(
                    (copy.documents[
                        String(request.path.dropFirst("/moved/v2/acme/weather/".count))
                    ]?.body ?? "").utf8
                )
            )
        }
        #expect(try pin(registry).manifests.values.map(\.digest) == [digest])
        let other = try LoopbackServer { _ in .notFound }
        let leading = try LoopbackServer { _ in .redirect(to: other.baseURL + "/v2/x") }
        #expect { try pin(leading) } throws: { ociCode($0) == "network.refused-redirect" }
        #expect(other.requests.isEmpty)
    }

    @Test(
        "A registry elsewhere cannot have this machine asked for a token",
        arguments: [
            "http://127.0.0.1:8080/t", "https://127.0.0.1/t", "http://localhost/t",
            "https://[::1]/t",
            "https://0.0.0.0/t", "https://a.localhost/t",
        ]
    )
    func realmOnThisMachine(_ realm: String) throws {
        let place = { text in try ImageReference(parsing: text).repository }
        let elsewhere = OCIConversation(
            client: quickClient(),
            repository: try place("ghcr.io/acme/weather")
        )
        #expect(throws: OCIError.self) { try elsewhere.address(ofRealm: realm) }
        #expect(
            try elsewhere.address(ofRealm: "https://auth.docker.io/token").hasPrefix("https://")
        )
    }
}
