extension HostileArchive {
    /// Archives that ask for too much.
    static let limits: [HostileArchive] = [
        bundle("too-many-entries", "100,001, as declared") {
            $0.isLarge = true
            $0.declaredEntries = 100_001
        },
        bundle("too-many-entries", "2⁶⁴-1, as declared") {
            $0.isLarge = true
            $0.declaredEntries = .max
        },
        bundle("directory-size", "65 MiB, as declared") { $0.declaredDirectorySize = 65 << 20 },
        entry("file-size", "513 MiB, as declared", deflated: true) { $0.size = 513 << 20 },
        bundle("total-size", "five times 500 MiB, as declared") { writer in
            for index in 0..<5 {
                var record = ZipRecord("large\(index)", content, deflated: true)
                record.size = 500 << 20
                writer.records.append(record)
            }
        },
        bundle("ratio", "one file of zeros") {
            $0.records.append(ZipRecord("zeros", zeros: 11 << 20))
        },
        bundle("ratio", "many small files of zeros") { writer in
            for index in 0..<3 {
                writer.records.append(ZipRecord("zeros\(index)", zeros: 4 << 20))
            }
        },
        bundle("size-mismatch", "a bomb that declares 100 bytes") { writer in
            var record = ZipRecord("zeros", zeros: 64 << 20)
            record.size = 100
            writer.records.append(record)
        },
    ]

    /// Archives that are not what they declare.
    static let damages: [HostileArchive] = [
        HostileArchive(name: "an empty file", rule: "truncated", bytes: []),
        HostileArchive(
            name: "no archive",
            rule: "truncated",
            bytes: Array(repeating: 7, count: 5000)
        ),
        HostileArchive(
            name: "a bundle without its end",
            rule: "truncated",
            bytes: SampleBundle.bytes().dropLast(22)
        ),
        HostileArchive(
            name: "half a bundle",
            rule: "truncated",
            bytes: Array(SampleBundle.bytes().prefix(400))
        ),
        entry("crc", "one bit of a stored file") { $0.data[3] ^= 4 },
        entry("crc", "one bit of a deflated file", deflated: true) { $0.data[9] ^= 4 },
        entry("crc", "a checksum of something else", deflated: true) { $0.checksum ^= 1 },
        entry("size-mismatch", "fewer bytes than declared", deflated: true) { $0.size += 1 },
        entry("size-mismatch", "more bytes than declared", deflated: true) { $0.size -= 1 },
        entry("size-mismatch", "stored, but of two sizes") { $0.size += 1 },
        entry("size-mismatch", "bytes after the deflated ones", deflated: true) {
            $0.data += [0, 0, 0]
            $0.compressedSize += 3
        },
        entry("malformed", "no deflate stream", deflated: true) {
            $0.data = [UInt8](repeating: 0xFF, count: $0.data.count)
        },
        entry("malformed", "half a deflate stream", deflated: true) {
            $0.data.removeLast(9)
            $0.compressedSize -= 9
        },
        bundle("malformed", "no entries") { $0.records = [] },
        bundle("malformed", "more entries declared than listed") { $0.declaredEntries = 3 },
        bundle("malformed", "fewer entries declared than listed") { $0.declaredEntries = 1 },
        bundle("malformed", "a directory that begins too late") {
            $0.declaredDirectoryOffset = 1 << 31
        },
        bundle("malformed", "a second disk") { $0.declaredDisk = 1 },
        bundle("malformed", "a large end record that is elsewhere") {
            $0.isLarge = true
            $0.locatorError = 1
        },
        bundle("malformed", "a large offset that is not given") {
            $0.declaredDirectoryOffset = 0xFFFF_FFFF
        },
    ]
}
