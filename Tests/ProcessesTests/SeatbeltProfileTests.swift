import Paths
import Testing

@testable import Processes

@Suite("The profile for macOS")
struct SeatbeltProfileTests {
    private func profile(_ network: SandboxPolicy.Network) throws -> SeatbeltProfile {
        SeatbeltProfile(
            SandboxPolicy(
                readable: [try AbsolutePath(parsing: "/opt/a\") (allow default")],
                writable: [try AbsolutePath(parsing: "/state")],
                network: network
            )
        )
    }

    @Test("Everything is denied first, and no path is part of the text")
    func paths() throws {
        let profile = try profile(.none)
        #expect(profile.text.hasPrefix("(version 1)\n(deny default)\n"))
        #expect(!profile.text.contains("/opt/a"))
        #expect(!profile.text.contains("/state"))
        #expect(profile.parameters.contains { $0.path == "/opt/a\") (allow default" })
    }

    @Test("Parentheses are balanced")
    func balanced() throws {
        let text = try profile(.ports([443])).text
        #expect(text.count { $0 == "(" } == text.count { $0 == ")" })
    }

    @Test("Ports are the only network that is allowed")
    func ports() throws {
        #expect(try profile(.none).text.contains("network") == false)
        #expect(try profile(.ports([443, 0])).text.contains("(remote tcp \"*:443\")"))
        #expect(try profile(.ports([443, 0])).text.contains("*:0") == false)
    }
}
