import Documents
import MCPPackageKit
import PackageModel
import Testing

@Suite("A bill of materials")
struct SBOMTests {
    @Test(
        "has the same bytes for the same lock, wherever it is, and another serial number for another"
    )
    func deterministic() throws {
        let servers = try [lockedServer([locked("a", needs: ["b"]), locked("b")])]
        let other = try [lockedServer([locked("a", "2.0.0")])]
        #expect(try SBOM.bytes(document(servers)) == SBOM.bytes(document(servers)))
        let serials = try [servers, other].map { try document($0)["serialNumber"]?.string }
        #expect(serials[0] != serials[1])
        let form = #/urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/#
        #expect(serials.allSatisfy { $0?.wholeMatch(of: form) != nil })
    }

    @Test("has both hashes of a package of npm, the second only where it is one")
    func hashes() throws {
        var good = node("a", "1.0.0", at: "a")
        // SHA-512 of nothing.
        good.integrity =
            "sha1-x sha512-z4PhNX7vuL3xVChQ1m2AB9Yg5AULVxXcg/SpIdNs6c5H0NE8XYXysP+DGNKHfuwvY7kxvUdBeoGlODJ6+SfaPg=="
        var short = node("b", "1.0.0", at: "b")
        short.integrity = "sha512-AAAA"
        let components = try packages(document([lockedServer([good, short])]))
        let hashes = components.map { $0["hashes"]?.array?.compactMap { $0["alg"]?.string } }
        #expect(hashes == [["SHA-256", "SHA-512"], ["SHA-256"]])
        #expect(
            components[0]["hashes"]?.array?.last?["content"]?.string?.hasPrefix("cf83e1357eefb8bd")
                == true
        )
    }

    @Test("has a file of several servers once, and several files of one version each")
    func shared() throws {
        let linux = locked("core", on: ["linux-x86_64-gnu"])
        let mac = locked("core", on: ["macos-aarch64"])
        let document = try document([
            lockedServer([locked("a", needs: ["core"]), linux, mac], id: "one"),
            lockedServer([locked("b", needs: ["core"]), linux], id: "two"),
        ])
        let core = packages(document).filter { $0["name"]?.string == "core" }
        #expect(core.map { $0["purl"]?.string } == ["pkg:pypi/core@1.0.0", "pkg:pypi/core@1.0.0"])
        let references = core.compactMap { $0["bom-ref"]?.string }
        #expect(Set(references).count == 2)
        let first = try #require(references.first { $0.hasSuffix(linux.sha256.short) })
        #expect(needs(document, "pkg:pypi/a@1.0.0") == references)
        #expect(needs(document, "pkg:pypi/b@1.0.0") == [first])
        #expect(needs(document, "mcppkg.lock") == ["server:one", "server:two"])
        #expect(needs(document, "server:two") == ["pkg:pypi/b@1.0.0"])
    }

    @Test("is of the named servers, and of none that is not locked")
    func named() throws {
        let servers = try ["one", "two"].map { try lockedServer([locked($0)], id: $0) }
        #expect(packages(try document(servers, ids: ["two"])).map { $0["name"]?.string } == ["two"])
        #expect(throws: ReportError.self) { try document(servers, ids: ["three"]) }
    }

    private func document(_ servers: [LockedServer], ids: [String] = []) throws -> JSON {
        let ground = try ReportGround(Lockfile(servers: servers))
        return try SBOM(environment: ground.environment, scope: .user).document(
            ids: ids.map { try InstanceID(parsing: $0) }
        )
    }

    private func packages(_ document: JSON) -> [JSON] {
        (document["components"]?.array ?? []).filter { $0["purl"] != nil }
    }

    private func needs(_ document: JSON, _ reference: String) -> [String] {
        let entry = document["dependencies"]?.array?.first { $0["ref"]?.string == reference }
        return entry?["dependsOn"]?.array?.compactMap(\.string) ?? []
    }
}
