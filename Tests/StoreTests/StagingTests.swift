import Filesystem
import PackageModel
import Store
import Testing

@Suite("Staging")
struct StagingTests {
    private let fixture: StoreFixture

    init() throws { fixture = try StoreFixture() }

    @Test("of a living process stays, and goes with it")
    func living() throws {
        let first = try fixture.begin()
        _ = try first.directory.make("work")
        let second = try fixture.begin()
        #expect(try first.directory.names() == ["work"])
        #expect(try fixture.names(fixture.layout.staging).count == 5)
        withExtendedLifetime((first, second)) {}
    }

    @Test(
        "of processes that are gone is removed when work begins, with or without its lock",
        arguments: [["w1", "w1.lock"], ["w1"], ["w1.lock"], ["gone-1"], ["retired-1"]]
    )
    func abandoned(_ names: [String]) throws {
        for name in names where name.hasSuffix(".lock") {
            try fixture.write(fixture.layout.staging.appending(name), "process 1")
        }
        for name in names where !name.hasSuffix(".lock") {
            let place = fixture.layout.staging.appending(name).appending("file")
            try fixture.write(place, "left")
        }
        do { withExtendedLifetime(try fixture.begin()) {} }
        #expect(try fixture.names(fixture.layout.staging) == ["mutex"])
    }

    @Test("waits for a running collection, and says who collects")
    func excluded() throws {
        let collector = try GarbageCollector(layout: fixture.layout, holder: "a prune", seconds: 0)
        #expect(throws: StoreError.self) {
            try Staging.begin(layout: fixture.layout, holder: "tests", seconds: 0)
        }
        withExtendedLifetime(collector) {}
    }

    @Test("keeps a collection away")
    func excluding() throws {
        let staging = try fixture.begin()
        #expect(throws: StoreError.self) {
            try GarbageCollector(layout: fixture.layout, holder: "a prune", seconds: 0)
        }
        withExtendedLifetime(staging) {}
    }

    @Test("is seen while it is there")
    func occupied() throws {
        #expect(!Staging.isOccupied(layout: fixture.layout))
        do {
            let staging = try fixture.begin()
            #expect(Staging.isOccupied(layout: fixture.layout))
            withExtendedLifetime(staging) {}
        }
        #expect(!Staging.isOccupied(layout: fixture.layout))
    }
}
