import PackageModel
import Testing

@Suite struct RangeRequestTests {
    private func request(_ text: String, _ place: VersionRequest.Place) throws -> VersionRequest {
        try VersionRequest(parsing: text, in: place)
    }

    @Test("A bare version on a command line is locked now, and the manifest lets it move on")
    func bareOnTheCommandLine() throws {
        let request = try request("1.0.0", .commandLine)
        #expect(request.range.description == "=1.0.0")
        #expect(
            request.manifestRange(choosing: try VersionText(parsing: "1.0.0")).description
                == "^1.0.0"
        )
        #expect(request.description == "@1.0.0")
    }

    @Test("A bare version that is not semantic is locked now, and the manifest takes any")
    func textOnTheCommandLine() throws {
        let request = try request("2025.06.18", .commandLine)
        #expect(
            request.manifestRange(choosing: try VersionText(parsing: "2025.06.18")).description
                == "*"
        )
    }

    @Test("An equals sign holds, in both places; so does a bare version in a manifest")
    func holding() throws {
        let chosen = try VersionText(parsing: "1.0.0")
        #expect(
            try request("=1.0.0", .commandLine).manifestRange(choosing: chosen).description
                == "=1.0.0"
        )
        #expect(try request("=1.0.0", .manifest) == request("1.0.0", .manifest))
        #expect(try request("1.0.0", .manifest).description == "@=1.0.0")
    }

    @Test("A range is written as it was typed; without one the choice decides")
    func ranges() throws {
        let chosen = try VersionText(parsing: "1.4.0")
        #expect(
            try request(">=1 <2", .commandLine).manifestRange(choosing: chosen).description
                == ">=1,<2"
        )
        #expect(VersionRequest.newest.manifestRange(choosing: chosen).description == "^1.4.0")
        #expect(VersionRequest.newest.range == .any)
        #expect(VersionRequest.newest.description.isEmpty)
    }

    @Test(
        "A cooldown is a whole number with its unit",
        arguments: [
            ("72h", 259_200, "3d"), ("7d", 604_800, "7d"), ("0d", 0, "0d"), ("90m", 5400, "90m"),
            ("36h", 129_600, "36h"), ("2w", 1_209_600, "14d"), ("3650d", 315_360_000, "3650d"),
        ] as [(String, Int64, String)]
    )
    func cooldowns(text: String, seconds: Int64, canonical: String) throws {
        let cooldown = try Cooldown(parsing: text)
        #expect(cooldown.seconds == seconds)
        #expect(cooldown.description == canonical)
        #expect(try Cooldown(parsing: canonical) == cooldown)
    }

    @Test(
        "A cooldown without a unit, or beyond ten years, is refused",
        arguments: [
            "", "7", "0", "d", "-1d", "1.5d", "7 d", "7days", "7D", "3651d", "999999w",
            "9999999999999999999d", "７d",
        ]
    )
    func refusesCooldowns(text: String) {
        #expect(throws: ModelError.self) { try Cooldown(parsing: text) }
    }
}
