import Archives
import Foundation
import TestSupport
import Testing

@Suite("Archives that other programs make")
struct ForeignArchiveTests {
    /// Python's `zipfile`, in the forms that its users choose.
    @Test(
        "Python's archives are read",
        arguments: [
            "z.write('large.txt'); z.write('run.sh')",
            "z.writestr('a/', ''); z.writestr('a/b.txt', 'text' * 1000)",
            "z.open('a.txt', 'w', force_zip64=True).write(b'text' * 1000)",
            "z.writestr('été.txt', 'x'); z.comment = b'a comment'",
        ],
        ["zipfile.ZIP_STORED", "zipfile.ZIP_DEFLATED"]
    )
    func python(_ statement: String, _ method: String) throws {
        let staging = try Staging()
        let program = """
            import zipfile, sys, os
            open('large.txt', 'w').write('line\\n' * 50000)
            open('run.sh', 'w').write('#!/bin/sh\\n'); os.chmod('run.sh', 0o755)
            z = zipfile.ZipFile('out.zip', 'w', \(method))
            \(statement)
            z.close()
            """

        let bytes = try Self.run(["python3", "-c", program], staging)

        #expect(try staging.extract(bytes).isEmpty == false)
    }

    @Test("A local header that repeats sizes which fit is read when it says the same")
    func repeated() throws {
        var writer = SampleBundle.writer()
        var record = ZipRecord("server/extra.js", Array("extra".utf8))
        record.localExtra = le16(1) + le16(16) + le64(5) + le64(5)
        writer.records.append(record)
        #expect(try Staging().extract(writer.bytes()).count == 3)
    }

    @Test("Python's archives to a pipe are read")
    func pythonPipe() throws {
        let staging = try Staging()
        let program = """
            import zipfile, sys
            class Pipe:
                def __init__(self, f): self.f = f
                def write(self, b): return self.f.write(b)
                def flush(self): self.f.flush()
            z = zipfile.ZipFile(Pipe(open('out.zip', 'wb')), 'w', zipfile.ZIP_DEFLATED)
            z.writestr('a.txt', 'text' * 1000); z.writestr('b.txt', '')
            z.close()
            """

        let bytes = try Self.run(["python3", "-c", program], staging)

        #expect(try staging.extract(bytes).map(\.size) == [4000, 0])
    }

    /// Runs a program that leaves `out.zip` in a directory of its own.
    private static func run(_ arguments: [String], _ staging: Staging) throws -> [UInt8] {
        let place = FileManager.default.temporaryDirectory
            .appendingPathComponent("foreign-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: place) }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = arguments
        process.currentDirectoryURL = place
        try process.run()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0)
        return Array(try Data(contentsOf: place.appendingPathComponent("out.zip")))
    }
}
