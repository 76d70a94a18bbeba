import Documents
import Foundation
import TestSupport

/// What is wrong with a home, in words; nothing when everything that must always hold does.
struct HomeInspection {
    let harness: CommandHarness
    let scenario: FaultScenario

    /// What must hold at any instant: files parse, what is listed runs, and nothing is lost.
    func problems(allowing versions: [String?]) throws -> [String] {
        try unreadable() + lost() + notRunning(allowing: versions)
    }

    /// What must hold beside that when a command has ended well: nothing is left half done.
    func leftovers() -> [String] {
        var found = harness.names("home/data/staging").filter { $0 != "mutex" }
            .map { "staging holds \($0)" }
        found += harness.names("home/data/journal").filter { !$0.hasSuffix(".done") }
            .map { "the journal holds \($0)" }
        found += harness.names("home/data/partial").filter { !$0.hasSuffix(".lock") }
            .map { "a partial download \($0) is left" }
        let everything = FileManager.default.subpaths(atPath: harness.tree.path) ?? []
        // What a verification remembers of a prefix is written over when that prefix is looked at again.
        let temporaries = everything.filter {
            $0.hasSuffix(".mcppkg-new") && !$0.hasPrefix("home/data/seals/")
        }
        return found + temporaries.map { "\($0) is left" }
    }

    private func unreadable() -> [String] {
        var found: [String] = []
        if let text = harness.text("home/mcppkg.json") {
            if (try? JSONText(parsing: Array(text.utf8))) == nil { found.append("manifest") }
        }
        if let text = harness.text("home/mcppkg.lock") {
            if (try? TOMLDocument(parsing: Array(text.utf8))) == nil { found.append("lock") }
        }
        for host in FaultScenario.ownEntries.keys where hostJSON(host) == nil {
            found.append("the file of \(host)")
        }
        return found.map { "cannot be parsed: \($0)" }
    }

    private func lost() -> [String] {
        var found: [String] = []
        for (host, original) in FaultScenario.ownEntries {
            guard let json = hostJSON(host) else { continue }
            let members = json["mcpServers"] ?? json["servers"]
            if members?["mine"]?["command"] != "/usr/bin/mine" { found.append("mine in \(host)") }
            // Without an entry of ours the file has the person's bytes.
            let isOurs = members?["weather"] != nil
            let text = harness.text(CommandHarness.hostFile(host))
            if !isOurs, text != original { found.append("the bytes of the file of \(host)") }
        }
        let hadState = !scenario.name.hasPrefix("install")
        let state = "home/data/instances/user/weather/state/notes"
        if hadState, isListed, harness.text(state) != "kept" { found.append("the server's state") }
        return found.map { "lost: \($0)" }
    }

    /// Whether the instance is there, without a program that could be wrong about it.
    private var isListed: Bool {
        harness.names("home/data/instances/user/weather").contains("current")
    }

    private func notRunning(allowing versions: [String?]) throws -> [String] {
        let list = try harness.run("list --json --user")
        guard list.status == 0, let servers = try list.json()["result"]?["servers"]?.array else {
            return ["`list` ended \(list.status): \(list.errors)\(list.output)"]
        }
        guard let server = servers.first else {
            return versions.contains(nil) ? [] : ["`list` does not know the server"]
        }
        let version = server["version"]?.string
        guard versions.contains(version) else { return ["version \(version ?? "-") is listed"] }
        let talk = try ServerTalk(harness, ["--user", "weather", "--home", harness.home])
        guard talk.version == version else {
            return ["\(version ?? "-") is listed, \(talk.version ?? "nothing") runs: \(talk.run)"]
        }
        return talk.greeting == "Ahoy, Ada!" ? [] : ["the person's argument is lost"]
    }

    private func hostJSON(_ host: String) -> JSON? {
        let text = harness.text(CommandHarness.hostFile(host)) ?? ""
        return try? JSONText(parsing: Array(text.utf8)).root.value
    }
}
