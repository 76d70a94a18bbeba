import Cryptography
import PackageModel
import Testing

@Suite struct RuntimeTableTests {
    private static let platforms = [
        "linux-aarch64-gnu", "linux-aarch64-musl", "linux-x86_64-gnu", "linux-x86_64-musl",
        "macos-aarch64", "macos-x86_64",
    ]

    private var releases: [RuntimeRelease] { RuntimeKind.allCases.flatMap(RuntimeTable.releases) }

    @Test("Every release has a digest of its own for each of the six platforms")
    func isComplete() {
        for release in releases {
            #expect(release.artifacts.map(\.platform.description) == Self.platforms)
        }
        let digests = releases.flatMap(\.artifacts).map(\.sha256)
        #expect(digests.count == 42)
        #expect(Set(digests).count == digests.count)
    }

    @Test("Every address may be written into a lock")
    func isPortable() {
        for url in releases.flatMap(\.artifacts).map(\.url) {
            #expect(LockedPackage.mayRecord(url: url))
            #expect(url.hasPrefix("https://"))
        }
    }

    @Test("A build of CPython is where its project publishes it")
    func hasAddress() throws {
        let release = try #require(RuntimeTable.releases(of: .cpython).first)
        let musl = try #require(release.artifact(for: PlatformName(parsing: "linux-x86_64-musl")))
        let file = "cpython-3.13.18%2B20261110-x86_64-unknown-linux-musl"
        #expect(
            musl.url == RuntimeTable.standaloneBuilds
                + "20261110/\(file)-install_only_stripped.tar.gz"
        )
        #expect(release.abi == "cp313")
    }

    @Test(
        "The first release that a condition on Python allows is preferred",
        arguments: [
            ("", "3.13.18"), (">=3.10", "3.13.18"), (">=3.10,<3.13", "3.12.16"),
            ("<3.12", "3.11.18"),
            (">3.13,!=3.13.*", "3.14.10"), (">=3.15", nil),
        ] as [(String, String?)]
    )
    func prefers(condition: String, version: String?) throws {
        let specifiers = try PythonSpecifierSet(parsing: condition)
        let platform = try PlatformName(parsing: "macos-aarch64")
        let found = RuntimeTable.releases(RuntimeWish(python: specifiers), for: platform)
        #expect(found.first?.version.description == version)
    }

    @Test("A range of Node chooses among its releases")
    func choosesNode() throws {
        let platform = try PlatformName(parsing: "linux-x86_64-gnu")
        let wish = RuntimeWish(.node, try VersionConstraint(parsing: "^22.12"))
        let found = RuntimeTable.releases(wish, for: platform)
        #expect(found.map(\.version.description) == ["22.20.0"])
        #expect(found.first?.abi == "node-v127")
    }

    @Test("What a release pins in a lock is the same release when it is read back")
    func pinsAndReadsBack() throws {
        let release = try #require(RuntimeTable.releases(of: .node).first)
        let lines = release.locked(for: PlatformName.standard)
        #expect(lines.count == 3)
        let again = try #require(RuntimeRelease(pinned: lines, kind: .node))
        #expect(again.version == release.version)
        #expect(again.abi == "node-v137")
        #expect(
            again.artifacts
                == release.artifacts.filter { PlatformName.standard.contains($0.platform) }
        )
        #expect(RuntimeRelease(pinned: lines, kind: .cpython) == nil)
    }

    @Test("A release that only another mcppkg knows is kept as the lock has it")
    func keepsUnknown() throws {
        var line = LockedPackage(
            type: "runtime",
            platforms: ["macos-aarch64"],
            sha256: Digest(of: "later".utf8),
            evidence: "registry-digest"
        )
        line.name = "cpython"
        line.version = "3.17.1"
        line.url = "https://example.org/python.tar.gz"
        let release = try #require(RuntimeRelease(pinned: [line], kind: .cpython))
        #expect(release.abi == "cp317")
        #expect(release.locked(for: PlatformName.standard) == [line])
    }

    @Test(
        "What a lock says of a runtime reads back",
        arguments: [
            "python", "python >=3.10", "python >=3.10; cp312", "node; node-v127",
            "node >=18.0.0 <21 || ^22; node-v127",
        ]
    )
    func requirementReadsBack(text: String) throws {
        let requirement = try RuntimeRequirement(parsing: text)
        #expect(try RuntimeRequirement(parsing: requirement.description) == requirement)
        #expect(
            requirement.abi
                == text.split(separator: ";").dropFirst().last.map { String($0.dropFirst()) }
        )
    }

    @Test(
        "A runtime that is none is refused",
        arguments: [
            "", ";", "ruby >=3", "python >=3; cp312; x", "python; CP 312", "python; ",
            "python >=abc",
        ]
    )
    func refuses(text: String) {
        #expect(throws: ModelError.self) { try RuntimeRequirement(parsing: text) }
    }

    @Test("Another binary interface does not do, another version of the range does")
    func comparesInterfaces() throws {
        let wanted = try RuntimeRequirement(parsing: "python >=3.10; cp312")
        #expect(wanted.allows(RuntimeVersion(major: 3, minor: 12, patch: 9), abi: "cp312"))
        let other = wanted.allows(RuntimeVersion(major: 3, minor: 13, patch: 0), abi: "cp313")
        #expect(!other)
    }
}
