internal import COpenSSL

/// A SHA-256 value.
public struct Digest: Hashable, Comparable, Sendable {
    /// The 32 bytes.
    public let bytes: [UInt8]

    /// Wraps exactly 32 bytes; nil for any other length.
    public init?(bytes: [UInt8]) {
        guard bytes.count == 32 else { return nil }
        self.bytes = bytes
    }

    /// Reads 64 lower-case hexadecimal digits; nil for anything else, capitals included.
    public init?(hex: String) { self.init(hexDigits: Array(hex.utf8)[...]) }

    /// The same from bytes.
    public init?(hexDigits digits: ArraySlice<UInt8>) {
        guard digits.count == 64 else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(32)
        for index in stride(from: digits.startIndex, to: digits.endIndex, by: 2) {
            guard let high = nibble(digits[index]), let low = nibble(digits[index + 1]) else {
                return nil
            }
            bytes.append(high << 4 | low)
        }
        self.bytes = bytes
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
        left.bytes.lexicographicallyPrecedes(right.bytes)
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
