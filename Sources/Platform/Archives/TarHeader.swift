/// One header block of a tar archive, its checksum compared.
///
/// Source: POSIX.1-2017, pax, "ustar Interchange Format"; GNU tar manual, "Basic Tar Format".
struct TarHeader {
    /// Bytes of a header, and the unit in which content is padded.
    static let size = 512

    /// What kind of entry this is; every other letter is refused.
    enum Kind: Equatable {
        case file
        case directory
        case hardLink
        case symbolicLink
        case device
        case sparse
        /// What is said applies to the next entry, or to all of them.
        case pax(isGlobal: Bool)
        /// The content is the name, or the target, of the next entry.
        case longName
        case longTarget
        case unknown
    }

    let name: [UInt8]
    let target: [UInt8]
    let kind: Kind
    let mode: UInt64
    let size: Int

    /// Whether a block has only zeros, as the end of an archive has.
    static func isEnd(_ block: UnsafeRawBufferPointer) -> Bool {
        unsafe block.allSatisfy { $0 == 0 }
    }

    /// Reads a block of 512 bytes.
    /// - Throws: `malformed` when the checksum or a number is wrong.
    init(_ block: UnsafeRawBufferPointer) throws(ArchiveError) {
        guard unsafe Self.hasChecksum(block), let mode = unsafe number(block[100..<108]),
            let length = unsafe number(block[124..<136]), let size = Int(exactly: length)
        else { throw .rule(.malformed, entry: unsafe Self.text(block)) }
        self.mode = mode
        self.size = size
        target = unsafe field(block[157..<257])
        kind = unsafe Self.kind(block[156])
        // Only the POSIX form has a first part of the name elsewhere; GNU keeps times in that place.
        let isPOSIX = unsafe block[257..<263].elementsEqual(Array("ustar\0".utf8))
        let start = isPOSIX ? unsafe field(block[345..<500]) : []
        let end = unsafe field(block[0..<100])
        name = start.isEmpty ? end : start + [UInt8(ascii: "/")] + end
    }

    private static func text(_ block: UnsafeRawBufferPointer) -> String {
        unsafe String(decoding: field(block[0..<100]), as: UTF8.self)
    }

    private static func kind(_ letter: UInt8) -> Kind {
        switch Character(Unicode.Scalar(letter)) {
        case "0", "\0", "7": .file
        case "1": .hardLink
        case "2": .symbolicLink
        case "3", "4", "6": .device
        case "5": .directory
        case "S": .sparse
        case "x", "X": .pax(isGlobal: false)
        case "g": .pax(isGlobal: true)
        case "L": .longName
        case "K": .longTarget
        default: .unknown
        }
    }

    /// The sum of all bytes with the field itself as spaces; some writers added signed bytes.
    private static func hasChecksum(_ block: UnsafeRawBufferPointer) -> Bool {
        guard let declared = unsafe number(block[148..<156]) else { return false }
        var plain = 8 * 32
        var signed = 8 * 32
        for index in 0..<size where !(148..<156).contains(index) {
            let byte = unsafe block[index]
            plain += Int(byte)
            signed += Int(Int8(bitPattern: byte))
        }
        return declared == UInt64(plain) || (signed >= 0 && declared == UInt64(signed))
    }
}

/// The bytes of a text field up to its NUL.
private func field(_ bytes: Slice<UnsafeRawBufferPointer>) -> [UInt8] {
    unsafe Array(bytes.prefix { $0 != 0 })
}

/// An octal number between spaces and NULs, or a positive one in base 256; nil for anything else.
private func number(_ bytes: Slice<UnsafeRawBufferPointer>) -> UInt64? {
    guard let first = unsafe bytes.first else { return nil }
    if first & 0x80 != 0 { return unsafe binaryNumber(bytes) }
    let digits = unsafe bytes.drop { $0 == 0x20 }.prefix { $0 != 0x20 && $0 != 0 }
    let rest = unsafe bytes[digits.endIndex...]
    guard unsafe rest.allSatisfy({ $0 == 0x20 || $0 == 0 }) else { return nil }
    guard unsafe digits.allSatisfy({ (0x30...0x37).contains($0) }) else { return nil }
    // At most twelve digits, which is 36 bits.
    return unsafe digits.reduce(0) { $0 << 3 | UInt64($1 - 0x30) }
}

private func binaryNumber(_ bytes: Slice<UnsafeRawBufferPointer>) -> UInt64? {
    var value: UInt64 = 0
    var isNumber = unsafe bytes.first == 0x80
    unsafe bytes.dropFirst().forEach { byte in
        if value >> 56 != 0 { isNumber = false }
        value = value << 8 | UInt64(byte)
    }
    return isNumber ? value : nil
}
