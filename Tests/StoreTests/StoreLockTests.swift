import Filesystem
import PackageModel
import Store
import Testing

@Suite("The lock of a home")
struct StoreLockTests {
    private let fixture: StoreFixture

    init() throws { fixture = try StoreFixture() }

    private func acquire(_ holder: String) throws -> StoreLock {
        try StoreLock.acquire(layout: fixture.layout, holder: holder, seconds: 0) { _ in }
    }

    @Test("has one holder, who is named to whoever waits")
    func exclusive() throws {
        let first = try acquire("process 71, `mcppkg install`")
        let error = #expect(throws: StoreError.self) { try acquire("another") }
        #expect(error?.category == .busy)
        #expect(error?.reason.contains("process 71, `mcppkg install`") == true)
        first.release()
    }

    @Test("is free again when its holder is gone")
    func freed() throws {
        do { try acquire("one").release() }
        try acquire("two").release()
    }
}
