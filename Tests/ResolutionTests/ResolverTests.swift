import Diagnostics
import PackageModel
import Resolution
import Testing

/// An offer in short: `1.0.0` is old; `1.0.0!` was deleted, `1.0.0?` is deprecated, `1.0.0~5` is
/// five hours old.
private func offer(_ text: String) throws -> [Candidate] {
    try text.split(separator: " ").map { word in
        let parts = word.split(separator: "~")
        let hours = parts.count > 1 ? Int64(parts[1]) ?? 0 : 10_000
        let mark = parts[0].last
        let isMarked = mark == "!" || mark == "?"
        return Candidate(
            version: try VersionText(parsing: String(isMarked ? parts[0].dropLast() : parts[0])),
            status: mark == "!" ? .deleted : mark == "?" ? .deprecated : .active,
            statusMessage: isMarked ? "because" : nil,
            publishedAt: now.advanced(bySeconds: -3600 * hours)
        )
    }
}

private let now = Instant(nanoseconds: 1_785_000_000_000_000_000)

@Suite struct ResolverTests {
    private let server: ServerName
    private let resolver = Resolver(now: now)

    init() throws { server = try ServerName(parsing: "io.acme/weather") }

    private func select(_ offered: String, _ request: String, locked: String? = nil) throws
        -> Selection
    {
        try resolver.select(
            server,
            from: offer(offered),
            request: VersionRequest(parsing: request, in: .commandLine),
            locked: locked.map { try VersionText(parsing: $0) }
        )
    }

    @Test(
        "One rule decides",
        arguments: [
            ("1.9.0 1.10.0 1.2.0", "*", "1.10.0"), ("1.0.0 2.0.0-rc.1", "*", "1.0.0"),
            ("1.0.0-rc.1 1.0.0-rc.2", "*", "1.0.0-rc.2"), ("0.0.1-a 2025.06.18", "*", "0.0.1-a"),
            ("v1.0~900 main~800 r7~1000", "*", "main"), ("1.0.0 2.0.0! 1.5.0", "*", "1.5.0"),
            ("1.0.0 2.0.0?", "*", "1.0.0"), ("1.0.0? 2.0.0?", "*", "2.0.0"),
            ("1.0.0 2.0.0 1.5.0", "^1", "1.5.0"),
            ("1.0.0 2.0.0 1.5.0~2", "^1", "1.0.0"), ("1.0.0~72 1.1.0~71", "*", "1.0.0"),
            ("1.0.0~2", "1.0.0", "1.0.0"), ("1.0.0 1.1.0", "=1.0.0", "1.0.0"),
            ("v1.0.0 1.0.0", "1.0.0", "1.0.0"),
            ("v1.0.0", "1.0.0", "v1.0.0"), ("2025.06.18", "2025.06.18", "2025.06.18"),
            ("1.0.0 1.0.0+5", "^1", "1.0.0+5"), ("1.0.0 1.0.0+5", "1.0.0", "1.0.0"),
        ]
    )
    func chooses(offered: String, request: String, chosen: String) throws {
        #expect(try select(offered, request).version.description == chosen)
    }

    @Test("The order in which a registry lists its versions never matters")
    func isDeterministic() throws {
        let offered = try offer("1.0.0 v1.0.0 1.0.0+5 main~5 r7~5 2.0.0-rc.1 2.0.0-rc.1+x 2.0.0?")
        let orders = (0..<200).map { _ in offered.shuffled().sorted { $0.outranks($1) } }
        #expect(Set(orders).count == 1)
    }

    @Test("A locked version stays while it fits, whatever is newer, young or deprecated")
    func keepsTheLocked() throws {
        let kept = try select("1.0.0 1.1.0", "^1", locked: "1.0.0")
        #expect(kept.version.description == "1.0.0" && kept.isLocked && kept.notes.isEmpty)
        #expect(try select("1.0.0~1 0.9.0", "*", locked: "1.0.0").version.description == "1.0.0")
        #expect(try select("1.0.0? 1.1.0", "^1", locked: "1.0.0").notes.count == 1)
    }

    @Test("A locked version that does not fit, or is gone, gives way")
    func replacesTheLocked() throws {
        let moved = try select("1.0.0 2.0.0", "^2", locked: "1.0.0")
        #expect(moved.version.description == "2.0.0" && !moved.isLocked && moved.notes.isEmpty)
        let gone = try select("1.0.0! 1.1.0", "^1", locked: "1.0.0")
        #expect(gone.version.description == "1.1.0")
        #expect(
            gone.notes.map(\.description) == ["`1.0.0`, which the lock names, is no longer offered"]
        )
        #expect(try select("1.1.0", "^1", locked: "1.0.0").notes.count == 1)
    }

    @Test("What was passed over is said")
    func notes() throws {
        let young = try select("1.3.0 1.4.0~12", "^1")
        #expect(young.notes.map(\.description) == ["`1.4.0` is newer but only 12 hours old"])
        let gone = try select("1.3.0 1.4.0!", "^1")
        #expect(
            gone.notes.map(\.description) == [
                "`1.4.0` is newer, but its registry took it down: because"
            ]
        )
        let old = try select("1.3.0?", "^1")
        #expect(old.notes.map(\.description) == ["`1.3.0` is deprecated: because"])
        #expect(try select("1.3.0 1.2.0~12", "^1").notes.isEmpty)
    }

    @Test("An exact version that is too young is chosen, and the caller is told to ask")
    func youngExactVersions() throws {
        #expect(try select("1.0.0~2 0.9.0", "1.0.0").isYoungerThanCooldown)
        #expect(try !select("1.0.0", "1.0.0").isYoungerThanCooldown)
        #expect(try !select("1.0.0~2", "1.0.0", locked: "1.0.0").isYoungerThanCooldown)
    }

    @Test("A deleted version is refused by name, with the registry's words")
    func refusesDeleted() throws {
        let error = #expect(throws: ResolutionError.self) { try select("1.0.0! 1.1.0", "=1.0.0") }
        #expect(error?.category.exitStatus == 5)
        #expect(error?.reason.hasSuffix("was taken down by its registry: because") == true)
        let all = #expect(throws: ResolutionError.self) { try select("1.0.0! 2.0.0", "^1") }
        #expect(all?.code.description == "resolution.deleted")
        #expect(throws: ResolutionError.self) { try select("1.0.0!", "1.0.0", locked: "1.0.0") }
    }

    @Test("When everything is too young, the error says from when, and how to take it now")
    func everythingIsYoung() throws {
        let error = #expect(throws: ResolutionError.self) { try select("1.0.0~12 1.1.0~2", "^1") }
        #expect(error?.category.exitStatus == 5)
        let from = now.advanced(bySeconds: 60 * 3600)
        #expect(error?.reason.contains("3 days; the first is old enough at \(from)") == true)
        #expect(error?.remedy?.contains("`io.acme/weather@1.1.0`") == true)
    }

    @Test(
        "When nothing fits, the nearest versions are named",
        arguments: [
            ("1.0.0 1.2.0 2.0.0", "1.1.0", ["1.0.0", "1.2.0", "2.0.0"]),
            ("1.0.0", "1.1.0", ["1.0.0"]),
            ("1.0.0 2.0.0 3.0.0 4.0.0", "^9", ["4.0.0", "3.0.0", "2.0.0"]), ("1.0.0!", "^9", []),
            ("", "*", []),
            ("main 1.0.0", "r7", ["1.0.0", "main"]),
        ]
    )
    func namesTheNearest(offered: String, request: String, nearest: [String]) throws {
        let range = try VersionRange(parsing: request)
        let expected = ResolutionError.notFound(
            server: server,
            range: range,
            nearest: try nearest.map(VersionText.init(parsing:))
        )
        #expect(throws: expected) { try select(offered, request) }
        #expect(expected.category.exitStatus == 3)
    }
}

@Suite struct ResolverPolicyTests {
    private let server: ServerName
    private let undated: [Candidate]

    init() throws {
        server = try ServerName(parsing: "io.acme/weather")
        undated = [Candidate(version: try VersionText(parsing: "1.0.0"))]
    }

    private func version(_ resolver: Resolver, _ candidates: [Candidate]) throws -> String {
        try resolver.select(server, from: candidates, request: .newest).version.description
    }

    @Test("A version without a date counts as old only where the caller says so")
    func undatedVersions() throws {
        #expect(try version(Resolver(now: now, undatedIsOld: true), undated) == "1.0.0")
        let error = #expect(throws: ResolutionError.self) {
            try version(Resolver(now: now), undated)
        }
        #expect(error?.code.description == "resolution.too-young")
        let exact = VersionRequest.now(undated[0].version)
        let chosen = try Resolver(now: now).select(server, from: undated, request: exact)
        #expect(chosen.isYoungerThanCooldown)
    }

    @Test("Without a cooldown the newest is taken, whatever its age")
    func noCooldown() throws {
        let resolver = Resolver(now: now, cooldown: .none)
        #expect(try version(resolver, offer("1.0.0 1.1.0~0")) == "1.1.0")
        #expect(try version(resolver, undated) == "1.0.0")
    }

    @Test("What was published after the bound is not there, not even by name")
    func bounds() throws {
        let bound = now.advanced(bySeconds: -3600 * 500)
        let resolver = Resolver(now: now, notAfter: bound)
        let offered = try offer("1.0.0 1.1.0~400")
        #expect(try version(resolver, offered) == "1.0.0")
        let exact = VersionRequest.now(offered[1].version)
        let error = #expect(throws: ResolutionError.self) {
            try resolver.select(server, from: offered, request: exact)
        }
        #expect(error?.category == .notFound)
        #expect(throws: ResolutionError.self) { try version(resolver, offer("1.1.0~400")) }
    }

    @Test("A version from the future is too young, and no time is too far to be compared")
    func extremeTimes() throws {
        let far = [
            Candidate(
                version: try VersionText(parsing: "1.0.0"),
                publishedAt: Instant(nanoseconds: .max)
            ),
            Candidate(
                version: try VersionText(parsing: "0.9.0"),
                publishedAt: Instant(nanoseconds: .min)
            ),
        ]
        #expect(try version(Resolver(now: now), far) == "0.9.0")
        #expect(
            try version(Resolver(now: Instant(nanoseconds: .min), undatedIsOld: true), undated)
                == "1.0.0"
        )
        #expect(throws: ResolutionError.self) {
            try version(Resolver(now: Instant(nanoseconds: .min)), far)
        }
    }

    @Test("The outlook tells the newest there is and the newest that may be taken")
    func outlooks() throws {
        let outlook = Resolver(now: now)
            .outlook(
                on: try offer("1.0.0 1.1.0 1.2.0~5 2.0.0 3.0.0! 4.0.0-rc.1"),
                within: try VersionRange(parsing: "^1")
            )
        #expect(outlook.newest?.description == "2.0.0")
        #expect(outlook.allowed?.description == "1.1.0")
        let held = Resolver(now: now)
            .outlook(on: try offer("1.0.0~5 1.1.0"), within: try VersionRange(parsing: "=1.0.0"))
        #expect(held.allowed?.description == "1.0.0")
        #expect(Resolver(now: now).outlook(on: [], within: .any).newest == nil)
    }
}
