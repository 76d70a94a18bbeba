/// Deflate streams made by hand, so that tests decide every bit of them.
///
/// Source: RFC 1951.
public enum Deflate {
    /// The bytes as they are, in blocks of at most 65,535.
    public static func stored(_ bytes: [UInt8]) -> [UInt8] {
        var output: [UInt8] = []
        var rest = bytes[...]
        repeat {
            let block = rest.prefix(0xFFFF)
            rest = rest.dropFirst(block.count)
            let length = UInt16(block.count)
            output += [rest.isEmpty ? 1 : 0] + le16(length) + le16(~length) + block
        } while !rest.isEmpty
        return output
    }

    /// `count` zeros, 258 of them in two bits: the highest ratio that the format knows.
    public static func zeros(_ count: Int) -> [UInt8] {
        var bits = BitWriter()
        // The last block, with codes of its own: 286 for literals and lengths, one for distances.
        bits.append(0b1, 1)
        bits.append(0b10, 2)
        bits.append(29, 5)
        bits.append(0, 5)
        // The first 18 lengths of the codes that give those codes; only 18, 2 and 1 occur.
        bits.append(14, 4)
        for symbol in [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1] {
            bits.append(symbol == 18 ? 1 : symbol == 2 || symbol == 1 ? 2 : 0, 3)
        }
        appendCodeLengths(to: &bits)
        // One zero, 258 times the byte before it as often as that fits, single zeros, the end.
        bits.appendCode(0b10, 2)
        for _ in 0..<(count - 1) / 258 { bits.append(0b00, 2) }
        for _ in 0..<(count - 1) % 258 { bits.appendCode(0b10, 2) }
        bits.appendCode(0b11, 2)
        return bits.bytes
    }

    /// Lengths 2 for literal 0 and for the end, 1 for "258 bytes" and for "distance 1", 0 for all others.
    private static func appendCodeLengths(to bits: inout BitWriter) {
        func two() { bits.appendCode(0b11, 2) }
        func one() { bits.appendCode(0b10, 2) }
        func zeros(_ count: UInt32) {
            bits.appendCode(0b0, 1)
            bits.append(count - 11, 7)
        }
        two()
        zeros(138)
        zeros(117)
        two()
        zeros(28)
        one()
        one()
    }
}

private struct BitWriter {
    private(set) var bytes: [UInt8] = []
    private var used = 8

    /// A number, its lowest bit first.
    mutating func append(_ value: UInt32, _ count: Int) {
        for bit in 0..<count {
            if used == 8 {
                bytes.append(0)
                used = 0
            }
            bytes[bytes.count - 1] |= UInt8(value >> UInt32(bit) & 1) << UInt8(used)
            used += 1
        }
    }

    /// A code, its highest bit first.
    mutating func appendCode(_ code: UInt32, _ count: Int) {
        for bit in (0..<count).reversed() { append(code >> UInt32(bit) & 1, 1) }
    }
}
