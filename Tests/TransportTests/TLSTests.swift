import Foundation
import Paths
import TestSupport
import Testing
import Transport

@Suite("TLS", .enabled(if: TLSServer.isAvailable, "needs the `openssl` program"), .serialized)
struct TLSTests {
    private func client(_ certificate: AbsolutePath?) -> HTTPClient {
        var configuration = quickConfiguration(tries: 1)
        configuration.certificateFile = certificate
        return HTTPClient(configuration: configuration)
    }

    @Test("A certificate from the configured file is accepted")
    func accepted() throws {
        let server = try TLSServer(["a": "HTTP/1.0 200 OK\r\n\r\nhello"])
        let request = HTTPRequest(url: server.baseURL + "/a", limit: .init(100))
        let response = try client(server.certificate).get(request)
        #expect(response.body == Array("hello".utf8))
    }

    @Test("A certificate that nobody vouches for is refused, once")
    func unknown() throws {
        let server = try TLSServer(["a": "HTTP/1.0 200 OK\r\n\r\nhello"])
        let request = HTTPRequest(url: server.baseURL + "/a", limit: .init(100))
        #expect { try client(nil).get(request) } throws: { error in
            guard case .tls = error as? TransportError else { return false }
            return true
        }
    }

    @Test("A certificate for another name is refused")
    func otherName() throws {
        let server = try TLSServer(["a": "HTTP/1.0 200 OK\r\n\r\nhello"])
        let url = server.baseURL.replacingOccurrences(of: "localhost", with: "127.0.0.1")
        let request = HTTPRequest(url: url + "/a", limit: .init(100))
        #expect { try client(server.certificate).get(request) } throws: { error in
            guard case .tls = error as? TransportError else { return false }
            return true
        }
    }

    @Test("A way from https down to http is refused")
    func downgrade() throws {
        let plain = try LoopbackServer { _ in .text("plain") }
        let head = "HTTP/1.0 302 Found\r\nLocation: \(plain.baseURL)/\r\n\r\n"
        let server = try TLSServer(["a": head])
        let request = HTTPRequest(url: server.baseURL + "/a", limit: .init(100))
        #expect { try client(server.certificate).get(request) } throws: { error in
            guard case .refusedRedirect = error as? TransportError else { return false }
            return true
        }
        #expect(plain.requests.isEmpty)
    }
}
