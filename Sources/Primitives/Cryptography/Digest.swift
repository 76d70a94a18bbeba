internal import COpenSSL

/// A SHA-256 value.
///
/// Four numbers and no array, because there is one for each of 100,000 files.
public struct Digest: Hashable, Comparable, Sendable {
    /// The bytes in their order, the first the most significant of each number.
    private let first, second, third, fourth: UInt64

    /// The 32 bytes.
    public var bytes: [UInt8] {
        [first, second, third, fourth].flatMap { word in
            stride(from: 56, through: 0, by: -8).map { UInt8(truncatingIfNeeded: word >> $0) }
        }
    }

    /// Wraps exactly 32 bytes; nil for any other length.
    public init?(bytes: [UInt8]) {
        guard bytes.count == 32 else { return nil }
        func word(_ start: Int) -> UInt64 {
            bytes[start..<start + 8].reduce(0) { $0 << 8 | UInt64($1) }
        }
        (first, second, third, fourth) = (word(0), word(8), word(16), word(24))
    }

    /// Reads 64 lower-case hexadecimal digits; nil for anything else, capitals included.
    public init?(hex: String) { self.init(hexDigits: Array(hex.utf8)[...]) }

    /// The same from bytes.
    public init?(hexDigits digits: ArraySlice<UInt8>) {
        guard digits.count == 64 else { return nil }
        var isHexadecimal = true
        func word(_ start: Int) -> UInt64 {
            let place = digits.startIndex + start
            return digits[place..<place + 16].reduce(0) { word, digit in
                let value = nibble(digit)
                if value == nil { isHexadecimal = false }
                return word << 4 | UInt64(value ?? 0)
            }
        }
        (first, second, third, fourth) = (word(0), word(16), word(32), word(48))
        guard isHexadecimal else { return nil }
    }

    /// Hashes bytes that are already in memory.
    public init(of content: some Sequence<UInt8>) {
        var hasher = DigestHasher()
        hasher.update(Array(content))
        self = hasher.finish()
    }

    /// 64 lower-case hexadecimal digits.
    public var hex: String { hexadecimal(bytes) }

    /// The first 12 hexadecimal digits, as used in names that people read.
    public var short: String { String(hex.prefix(12)) }

    /// Orders by bytes.
    public static func < (left: Digest, right: Digest) -> Bool {
        (left.first, left.second, left.third, left.fourth)
            < (right.first, right.second, right.third, right.fourth)
    }
}

extension Digest: CustomStringConvertible {
    /// The hexadecimal form.
    public var description: String { hex }
}

/// SHA-256 over bytes as they arrive.
@safe public struct DigestHasher: Sendable {
    private var state = SHA256_CTX()

    /// Starts an empty hash.
    public init() { unsafe SHA256_Init(&state) }

    /// Appends bytes.
    public mutating func update(_ bytes: [UInt8]) {
        unsafe bytes.withUnsafeBytes { unsafe update($0) }
    }

    /// Appends bytes that live elsewhere, for the length of the call.
    public mutating func update(_ bytes: UnsafeRawBufferPointer) {
        // The buffer is read only during this call and its length is its own.
        unsafe SHA256_Update(&state, bytes.baseAddress, bytes.count)
    }

    /// The digest of everything so far; the hasher itself can go on.
    public func finish() -> Digest {
        var copy = state
        var bytes = [UInt8](repeating: 0, count: 32)
        unsafe SHA256_Final(&bytes, &copy)
        guard let digest = Digest(bytes: bytes) else { preconditionFailure("SHA-256 has 32 bytes") }
        return digest
    }
}

/// Lower-case hexadecimal digits of bytes.
public func hexadecimal(_ bytes: [UInt8]) -> String {
    let digits: [UInt8] = Array("0123456789abcdef".utf8)
    var text: [UInt8] = []
    text.reserveCapacity(bytes.count * 2)
    for byte in bytes {
        text.append(digits[Int(byte >> 4)])
        text.append(digits[Int(byte & 15)])
    }
    return String(decoding: text, as: UTF8.self)
}

private func nibble(_ digit: UInt8) -> UInt8? {
    switch digit {
    case 48...57: digit - 48
    case 97...102: digit - 87
    default: nil
    }
}
