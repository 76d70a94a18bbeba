import Processes
import Testing

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

    @Test("A part without its mechanism is not enforced", .enabled(if: !sandboxHolds, "the kernel has both"))
    func without() {
        #expect(SandboxSupport.current.areas.contains { $0.state == .notEnforced })
    }
}
