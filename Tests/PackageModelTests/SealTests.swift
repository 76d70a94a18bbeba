import Cryptography
import PackageModel
import Paths
import Testing

@Suite struct SealTests {
    private func entry(_ path: String, mode: UInt32 = 0o444) throws -> Seal.Entry {
        Seal.Entry(path: try RelativePath(parsing: path), mode: mode, digest: Digest(of: path.utf8))
    }

    @Test("The stored form has one line a file, sorted by path")
    func writes() throws {
        let seal = Seal(entries: [try entry("b"), try entry("a/run", mode: 0o555)])
        let expected =
            "mcppkg-seal 1\n555 \(Digest(of: "a/run".utf8).hex) a/run\n444 \(Digest(of: "b".utf8).hex) b\n"
        #expect(String(decoding: seal.bytes, as: UTF8.self) == expected)
        #expect(seal.digest == Digest(of: expected.utf8))
    }

    @Test(
        "Names with spaces, marks and other scripts read back",
        arguments: ["a b  c", " leading", "\u{301}mark", "a/\u{301}b", "天気/サーバー", "tab\tname"]
    )
    func roundTrips(path: String) throws {
        let seal = Seal(entries: [try entry(path), try entry("z")])
        #expect(try Seal(parsing: seal.bytes) == seal)
    }

    @Test("Any change of a path, mode or digest changes the prefix digest")
    func digests() throws {
        let seals = [
            Seal(entries: []), Seal(entries: [try entry("a")]),
            Seal(entries: [try entry("a", mode: 0o555)]),
            Seal(entries: [try entry("b")]), Seal(entries: [try entry("a"), try entry("b")]),
            Seal(entries: [
                Seal.Entry(
                    path: try RelativePath(parsing: "a"),
                    mode: 0o444,
                    digest: Digest(of: "b".utf8)
                )
            ]),
        ]
        #expect(Set(seals.map(\.digest)).count == seals.count)
    }

    @Test(
        "What is no seal is refused with its line",
        arguments: [
            "", "mcppkg-seal 2\n", "x\n", "mcppkg-seal 1\n444 abc a\n", "mcppkg-seal 1\n444\n",
            "mcppkg-seal 1\n999 \(Digest(of: [UInt8]()).hex) a\n",
            "mcppkg-seal 1\n444 \(Digest(of: [UInt8]()).hex) ../a\n",
            "mcppkg-seal 1\n444 \(Digest(of: [UInt8]()).hex) \n",
            "mcppkg-seal 1\n444 \(Digest(of: [UInt8]()).hex)\n",
        ]
    )
    func refuses(text: String) {
        #expect(throws: ModelError.self) { try Seal(parsing: Array(text.utf8)) }
    }

    @Test("A link has a line with its own mode and the digest of its target")
    func links() throws {
        let link = Seal.Entry(link: try RelativePath(parsing: "bin/python"), target: "python3".utf8)
        let seal = Seal(entries: [link, try entry("b")])
        let line = "120777 \(Digest(of: "python3".utf8).hex) bin/python\n"
        #expect(String(decoding: seal.bytes, as: UTF8.self).contains(line))
        #expect(try Seal(parsing: seal.bytes).entries.map(\.isLink) == [false, true])
    }
}
