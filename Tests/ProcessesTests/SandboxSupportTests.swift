import Testing

@testable import Processes

@Suite("What this machine enforces")
struct SandboxSupportTests {
    @Test("Every part is named once, in the words of the contract")
    func areas() {
        let support = SandboxSupport.current
        #expect(support.areas.map(\.name) == ["files", "network", "processes", "kernel", "limits"])
        let words = ["enforced", "partial", "not enforced", "not requested"]
        #expect(support.areas.allSatisfy { words.contains($0.state.rawValue) })
    }

    @Test("No machine is said to do more than this program uses")
    func tier() { #expect(SandboxSupport.current.tier != .full) }

    @Test(
        "A kernel with both mechanisms is said to hold",
        .enabled(if: sandboxHolds, Comment(rawValue: noSandbox))
    )
    func holds() {
        #expect(SandboxSupport.current.tier == .partial)
        #expect(SandboxSupport.current.landlock == landlockVersion)
        #expect(SandboxSupport.current.filter)
    }

    @Test("A part without its mechanism is not enforced")
    func without() {
        let nothing = SandboxSupport(landlock: 0, filter: false)
        #expect(nothing.tier == .none)
        let states = nothing.areas.map(\.state)
        #expect(states == [.notEnforced, .notEnforced, .notEnforced, .notEnforced, .partial])
    }
}
