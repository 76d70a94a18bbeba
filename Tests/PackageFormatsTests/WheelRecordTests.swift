import Cryptography
import PackageFormats
import PackageModel
import Testing

@Suite struct WheelRecordTests {
    private func wheel(_ files: [String: String] = ["demo/__init__.py": "x = 1\n"]) -> WheelFixture
    {
        WheelFixture(files: files)
    }

    private func code(_ wheel: WheelFixture) throws -> String? {
        try wheelCode { _ = try wheel.verified() }
    }

    @Test("A wheel whose RECORD lists every file with its hash is accepted")
    func accepts() throws {
        #expect(try code(wheel()) == nil)
    }

    @Test("A file that RECORD does not list is refused")
    func unlisted() throws {
        var wheel = wheel()
        wheel.lines["demo/__init__.py"] = ""
        #expect(try code(wheel) == "wheel.record")
    }

    @Test("A file that RECORD lists and the wheel lacks is refused")
    func missing() throws {
        var wheel = wheel()
        wheel.extraLines = ["demo/gone.py,sha256=\(urlSafe(Digest(of: []).bytes)),0"]
        #expect(try code(wheel) == "wheel.record")
    }

    @Test("A file with another content than RECORD says is refused")
    func otherHash() throws {
        var wheel = wheel()
        wheel.lines["demo/__init__.py"] =
            "demo/__init__.py,sha256=\(urlSafe(Digest(of: "x = 2\n".utf8).bytes)),6"
        #expect(try code(wheel) == "wheel.record")
    }

    @Test("A file of another length than RECORD says is refused")
    func otherSize() throws {
        var wheel = wheel()
        wheel.lines["demo/__init__.py"] =
            "demo/__init__.py,sha256=\(urlSafe(Digest(of: "x = 1\n".utf8).bytes)),7"
        #expect(try code(wheel) == "wheel.record")
    }

    @Test("A file without a hash is refused, unless it is compiled and never installed")
    func noHash() throws {
        var wheel = wheel(["demo/__init__.py": "x", "demo/__pycache__/a.cpython-312.pyc": "p"])
        wheel.lines["demo/__pycache__/a.cpython-312.pyc"] = "demo/__pycache__/a.cpython-312.pyc,,"
        #expect(try code(wheel) == nil)
        wheel.lines["demo/__init__.py"] = "demo/__init__.py,,1"
        #expect(try code(wheel) == "wheel.record")
    }

    @Test("SHA-384 and SHA-512 count as well, and have to be right", arguments: [1, 2] as [UInt8])
    func longHashes(digit: UInt8) throws {
        var wheel = wheel(["demo/a.py": "1", "demo/b.py": "1"])
        let content = Array("\(digit)".utf8)
        let short = urlSafe(LongHash.sha384.digest(of: content))
        let long = urlSafe(LongHash.sha512.digest(of: content))
        wheel.lines["demo/a.py"] = "demo/a.py,sha384=\(short),1"
        wheel.lines["demo/b.py"] = "demo/b.py,sha512=\(long)==,"
        #expect(try code(wheel) == (digit == 1 ? nil : "wheel.record"))
    }

    // Source: md5 and sha1 of an empty text.
    @Test(
        "A weaker hash is refused, even a right one",
        arguments: [
            "md5=1B2M2Y8AsgTpgAmY7PhCfg", "sha1=2jmj7l5rSw0yVb_vlWAYkK_YBwk", "crc=AA", "x",
        ]
    )
    func weakHashes(hash: String) throws {
        var wheel = wheel(["demo/a.py": ""])
        wheel.lines["demo/a.py"] = "demo/a.py,\(hash),0"
        #expect(try code(wheel) == "wheel.record")
    }

    @Test("A line may come twice, but not with two meanings")
    func duplicates() throws {
        var wheel = wheel(["demo/a.py": ""])
        let hash = "sha256=" + urlSafe(Digest(of: []).bytes)
        wheel.extraLines = ["demo/a.py,\(hash),0"]
        #expect(try code(wheel) == nil)
        wheel.extraLines = ["demo/a.py,\(hash),"]
        #expect(try code(wheel) == "wheel.record")
    }

    @Test(
        "A path that leaves the wheel, and a line of another form, are refused",
        arguments: [
            "../evil.py,,", "/etc/passwd,,", "demo/../demo/a.py,,", "./demo/a.py,,", "demo//a.py,,",
            "demo/a.py", "demo/a.py,x", "a,b,c,d", "demo/b\u{7}.py,,", "demo/a.py,,x",
            "demo/a.py,,-1", "demo/a.py,,18446744073709551616", "\"demo/a.py,,",
            "\"demo/a.py\"x,,", "demo/,,",
        ]
    )
    func badLines(line: String) throws {
        var wheel = wheel(["demo/a.py": ""])
        wheel.extraLines = [line]
        #expect(try code(wheel) == "wheel.record")
    }

    @Test("Quotes around a path with a comma, other line ends and a mark at the start are read")
    func quotes() throws {
        let name = try WheelFileName(parsing: "demo-1.0-py3-none-any.whl")
        let text = "\u{FEFF}\"a,\"\"b\"\".py\",\"sha256=x\",\"3\"\r\n\r\nc.py,sha256=y,\r\nd,,"
        let record = try WheelRecord(parsing: Array(text.utf8), of: name)
        #expect(record.rows.map(\.path.description) == ["a,\"b\".py", "c.py", "d"])
        #expect(record.rows.map(\.size) == [3, nil, nil])
        #expect(record.rows.first?.hash == "sha256=x")
    }

    @Test("Signatures of RECORD, which it cannot list, may be there")
    func signatures() throws {
        var wheel = wheel()
        for ending in ["jws", "p7s"] {
            let path = "demo-1.0.dist-info/RECORD." + ending
            wheel.files[path] = "signed"
            wheel.lines[path] = ""
        }
        #expect(try code(wheel) == nil)
        wheel.files["demo-1.0.dist-info/RECORD.txt"] = "x"
        wheel.lines["demo-1.0.dist-info/RECORD.txt"] = ""
        #expect(try code(wheel) == "wheel.record")
    }

    @Test("A wheel without RECORD is refused")
    func noRecord() throws {
        var wheel = wheel()
        wheel.hasRecord = false
        #expect(try code(wheel) == "wheel.metadata")
    }
}
