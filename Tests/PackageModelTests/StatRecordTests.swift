import PackageModel
import Paths
import Testing

@Suite struct StatRecordTests {
    private let record = StatRecord(entries: [
        .init(
            path: ".",
            fingerprint: .init(device: 1, inode: 2, size: 3, mode: 4, modified: 5, changed: 6)
        ),
        .init(
            path: "bin/天気",
            fingerprint: .init(
                device: .max,
                inode: 0,
                size: 1 << 40,
                mode: 0o100644,
                modified: .max - 1,
                changed: 7
            )
        ),
    ])

    @Test("A record reads back")
    func roundTrips() {
        #expect(StatRecord(parsing: record.bytes) == record)
        #expect(StatRecord(parsing: StatRecord(entries: []).bytes) == StatRecord(entries: []))
    }

    @Test("The stored form is little-endian behind its magic")
    func layout() {
        let start = Array("MCPSTAT1".utf8) + [2, 0, 0, 0] + [1, 0, 0, 0, 0, 0, 0, 0]
        #expect(record.bytes.starts(with: start))
    }

    @Test("A record that was cut anywhere, or continued, is damaged")
    func refusesCuts() {
        let bytes = record.bytes
        #expect(
            (0..<bytes.count).filter { StatRecord(parsing: Array(bytes.prefix($0))) != nil } == []
        )
        #expect(StatRecord(parsing: bytes + [0]) == nil)
    }

    @Test(
        "No byte of a record can make reading it crash",
        arguments: [0, 0x7F, 0x80, 0xFF] as [UInt8]
    )
    func survivesEveryByte(value: UInt8) {
        let bytes = record.bytes
        let parsed = bytes.indices.map { index in
            var changed = bytes
            changed[index] = value
            return StatRecord(parsing: changed)?.entries.count ?? 0
        }
        #expect(parsed.allSatisfy { $0 == 0 || $0 == 2 })
    }

    @Test("A number of entries that the bytes cannot hold reserves no memory")
    func refusesGreatCounts() {
        #expect(StatRecord(parsing: Array("MCPSTAT1".utf8) + [255, 255, 255, 255]) == nil)
    }

    @Test("The parts of a record that is never whole are its stored form")
    func parts() {
        let entries = (0..<2000).map { index in
            StatRecord.Entry(path: "file-\(index)", fingerprint: record.entries[1].fingerprint)
        }
        var parts: [[UInt8]] = []
        StatRecord.forEachPart(of: entries) { parts.append($0) }
        #expect(parts.count > 1)
        #expect(parts.flatMap { $0 } == StatRecord(entries: entries).bytes)
    }

    @Test("An entry can be added without copying the others")
    func extends() {
        let own = FileFingerprint(device: 9, inode: 8, size: 7, mode: 6, modified: 5, changed: 4)
        let bytes = record.extended(by: "last", own).flatMap { $0 }
        let expected = record.entries + [.init(path: "last", fingerprint: own)]
        #expect(StatRecord(parsing: bytes)?.entries == expected)
    }

    @Test("Files are found in their order, among other entries, and only so")
    func finds() throws {
        let path = try RelativePath(parsing: "bin/天気")
        var cursor = StatRecordCursor(record)
        #expect(cursor.fingerprint(of: path) == record.entries[1].fingerprint)
        #expect(cursor.fingerprint(of: path) == nil)
    }
}
