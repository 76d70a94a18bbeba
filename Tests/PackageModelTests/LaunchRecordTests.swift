import Cryptography
import Documents
import PackageModel
import Paths
import Testing

@Suite struct LaunchRecordTests {
    private func record() throws -> LaunchRecord {
        LaunchRecord(
            server: "io.acme/weather",
            version: "1.0.0",
            prefix: try AbsolutePath(parsing: "/h/data/servers/p"),
            prefixDigest: Digest(of: "x".utf8),
            executable: try AbsolutePath(parsing: "/usr/bin/python3"),
            arguments: [[.text("server.py")], [.text("--dir="), .workspace], [.workspace], []],
            environment: [("LEVEL", [.text("debug")]), ("A", [.text("")])],
            state: try AbsolutePath(parsing: "/h/data/instances/user/a/state")
        )
    }

    @Test("A record reads back from its text")
    func roundTrips() throws {
        let record = try record()
        let again = try LaunchRecord(json: JSON(parsing: record.json.text()))
        #expect(again.json.text() == record.json.text())
        #expect(again.arguments[1] == [.text("--dir="), .workspace])
        #expect(again.environment.map(\.name) == ["A", "LEVEL"])
    }

    @Test(
        "A record with a missing or odd member is refused by its name",
        arguments: [
            ("launchVersion", JSON.number("2")), ("server", .null), ("version", .number("1")),
            ("prefix", "relative"),
            ("prefixDigest", "abc"), ("executable", .array([])), ("state", .bool(true)),
            ("arguments", .array([.object(JSONObject())])),
        ]
    )
    func refuses(member: String, value: JSON) throws {
        var object = try #require(try record().json.object)
        object[member] = value
        let error = #expect(throws: ModelError.self) { try LaunchRecord(json: .object(object)) }
        #expect(error?.reason.contains("`\(member)`") == true)
    }
}
