import Diagnostics
import Testing

@Suite struct InstantTests {
    @Test(
        "A date-time becomes the seconds since 1970",
        arguments: [
            ("1970-01-01T00:00:00Z", 0),
            ("1969-12-31T23:59:59Z", -1),
            ("2000-02-29T12:00:00Z", 951_825_600),
            ("2024-02-29T00:00:00Z", 1_709_164_800),
            ("2100-03-01T00:00:00Z", 4_107_542_400),
            ("2026-07-27T10:30:00+02:00", 1_785_141_000),
            ("2026-07-27T10:30:00-09:30", 1_785_182_400),
            ("2026-07-27t08:30:00z", 1_785_141_000),
            ("2026-07-27", 1_785_110_400),
            ("2016-12-31T23:59:60Z", 1_483_228_800),
        ] as [(String, Int64)]
    )
    func readsDateTimes(text: String, seconds: Int64) throws {
        let instant = try #require(Instant(rfc3339: text))
        #expect(instant.nanoseconds == seconds * 1_000_000_000)
    }

    @Test("Fractions count to the nanosecond, and further digits are dropped")
    func readsFractions() {
        #expect(Instant(rfc3339: "1970-01-01T00:00:00.5Z")?.nanoseconds == 500_000_000)
        #expect(Instant(rfc3339: "1970-01-01T00:00:00.123456789999Z")?.nanoseconds == 123_456_789)
        #expect(Instant(rfc3339: "1969-12-31T23:59:59.25Z")?.nanoseconds == -750_000_000)
    }

    @Test(
        "What is no date-time is nil",
        arguments: [
            "", "now", "2026", "2026-7-27", "2026-13-01", "2026-00-01", "2026-02-30", "2026-04-31",
            "2023-02-29", "1900-02-29", "2100-02-29", "2026-07-27T", "2026-07-27T10:30:00",
            "2026-07-27T24:00:00Z", "2026-07-27T10:60:00Z", "2026-07-27T10:30:61Z",
            "2026-07-27T10:30:00.Z", "2026-07-27T10:30:00+0200", "2026-07-27T10:30:00Z ",
            "٢٠٢٦-07-27", "+026-07-27", "2026-07-27T10:30:00+24:00", "2026-07-27Z",
        ]
    )
    func refusesOthers(text: String) {
        #expect(Instant(rfc3339: text) == nil)
    }

    @Test(
        "A year that nanoseconds cannot tell is nil instead of a crash",
        arguments: ["9999-12-31T23:59:59Z", "0001-01-01T00:00:00Z", "2262-01-01", "1677-12-31"]
    )
    func refusesFarYears(text: String) {
        #expect(Instant(rfc3339: text) == nil)
    }

    @Test("The first and last years that can be told are told")
    func readsTheEdges() {
        #expect(Instant(rfc3339: "1678-01-01")?.description == "1678-01-01T00:00:00Z")
        #expect(Instant(rfc3339: "2261-12-31T23:59:59Z")?.description == "2261-12-31T23:59:59Z")
    }

    @Test("Every day of nine years reads back as it was written")
    func roundTrips() {
        let first = -2 * 365 * 86_400 as Int64
        let texts = (0..<3300).map { day in
            Instant(nanoseconds: 0).advanced(bySeconds: first + Int64(day) * 86_400 + 3723)
                .description
        }
        #expect(texts.map { Instant(rfc3339: $0)?.description } == texts)
        #expect(Set(texts).count == 3300)
    }

    @Test("The description drops fractions downwards, before 1970 too")
    func describes() {
        #expect(Instant(nanoseconds: 1_999_999_999).description == "1970-01-01T00:00:01Z")
        #expect(Instant(nanoseconds: -1).description == "1969-12-31T23:59:59Z")
        #expect(Instant(nanoseconds: .min).description == "1677-09-21T00:12:43Z")
        #expect(Instant(nanoseconds: .max).description == "2262-04-11T23:47:16Z")
    }

    @Test("Moving past the last instant stops there")
    func advancesWithinBounds() {
        let start = Instant(nanoseconds: 0)
        #expect(start.advanced(bySeconds: 2).nanoseconds == 2_000_000_000)
        #expect(start.advanced(bySeconds: -2).nanoseconds == -2_000_000_000)
        #expect(start.advanced(bySeconds: .max).nanoseconds == .max)
        #expect(start.advanced(bySeconds: .min).nanoseconds == .min)
        #expect(Instant(nanoseconds: .max).advanced(bySeconds: 1).nanoseconds == .max)
        #expect(Instant(nanoseconds: .min).advanced(bySeconds: -1).nanoseconds == .min)
    }
}
