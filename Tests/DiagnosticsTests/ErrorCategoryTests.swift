import Diagnostics
import Testing

@Suite struct ErrorCategoryTests {
    @Test("Every category has its own exit status from 1 to 14, in the order of the contract")
    func exitStatuses() {
        #expect(ErrorCategory.allCases.map(\.exitStatus) == Array(1...14))
        #expect(ErrorCategory.notFound.rawValue == "not-found")
    }

    @Test("A check that no test build replaced is never skipped")
    func nothingIsMutated() {
        #expect(!isMutated("no.such-check"))
    }
}
