/// What extended headers say of the next entry: paths that do not fit, and a size.
///
/// Everything else (times, owners, attributes) is passed over. Whatever could make two readers see two archives
/// is refused: a fact said twice, a size that is not that of the header, a path for all entries.
/// Source: POSIX.1-2017, pax, "pax Extended Header".
struct PaxRecords {
    private(set) var path: [UInt8]?
    private(set) var target: [UInt8]?
    private(set) var size: Int?
    /// Whether any extended header came since the last entry.
    private(set) var isEmpty = true

    /// Adds the records of one extended header.
    mutating func add(_ bytes: [UInt8], isGlobal: Bool) throws(ArchiveError) {
        if !isGlobal { try claim() }
        var rest = bytes[...]
        while !rest.isEmpty {
            guard let record = PaxRecord(&rest) else { throw .rule(.malformed, entry: "") }
            try add(record, isGlobal: isGlobal)
        }
    }

    /// Adds the content of a GNU header that is the name of the next entry, or its target.
    mutating func add(long bytes: [UInt8], isTarget: Bool) throws(ArchiveError) {
        let value = Array(bytes.prefix { $0 != 0 })
        guard !value.isEmpty, bytes[value.count...].allSatisfy({ $0 == 0 }) else {
            throw .rule(.malformed, entry: "")
        }
        // A long name and a long target may come together, but neither with extended headers of the other form.
        let isFirst = isTarget ? target == nil : path == nil
        try ArchiveRule.ambiguous.require(isFirst && size == nil && !hasPax)
        isEmpty = false
        if isTarget { target = value } else { path = value }
    }

    private var hasPax = false

    private mutating func claim() throws(ArchiveError) {
        try ArchiveRule.ambiguous.require(isEmpty)
        isEmpty = false
        hasPax = true
    }

    private mutating func add(_ record: PaxRecord, isGlobal: Bool) throws(ArchiveError) {
        let value = Array(record.value)
        switch record.key {
        case "path":
            try refuseSecond(path != nil || isGlobal)
            path = value
        case "linkpath":
            try refuseSecond(target != nil || isGlobal)
            target = value
        case "size":
            try refuseSecond(size != nil || isGlobal)
            guard let number = Int(String(decoding: value, as: UTF8.self)), number >= 0 else {
                throw .rule(.malformed, entry: "")
            }
            size = number
        default:
            let isSparse =
                record.key.hasPrefix("GNU.sparse.") || record.key == "SCHILY.realsize"
            try ArchiveRule.sparse.require(!isSparse)
        }
    }

    private func refuseSecond(_ isSecond: Bool) throws(ArchiveError) {
        try ArchiveRule.ambiguous.require(!isSecond)
    }
}

/// One line of an extended header: its own length, a space, key, `=`, value and a line end.
private struct PaxRecord {
    let key: String
    let value: ArraySlice<UInt8>

    /// Takes the first record off the bytes; nil when it is not of the form.
    init?(_ bytes: inout ArraySlice<UInt8>) {
        // A length of more digits is beyond what an extended header may have.
        let digits = bytes.prefix { $0 != space }.prefix(9)
        guard digits.allSatisfy({ (0x30...0x39).contains($0) }),
            let length = Int(String(decoding: digits, as: UTF8.self)), length <= bytes.count,
            length > digits.count + 2
        else { return nil }
        let record = bytes.prefix(length)
        let body = record.dropFirst(digits.count + 1).dropLast()
        guard record[digits.endIndex] == space, record.last == lineEnd,
            let equals = body.firstIndex(of: UInt8(ascii: "=")), equals > body.startIndex
        else { return nil }
        key = String(decoding: body[..<equals], as: UTF8.self)
        value = body[(equals + 1)...]
        bytes = bytes.dropFirst(length)
    }
}

private let space = UInt8(ascii: " ")
private let lineEnd = UInt8(ascii: "\n")
