public import Diagnostics

/// The hash of an npm artifact in the form of its registry and its lock, such as `sha512-…`.
///
/// Only SHA-512 counts: of several hashes it is the one that is taken, and weaker ones alone are refused.
/// Source: W3C Subresource Integrity, section 3; package-lock.json v3, `integrity`.
public struct Integrity: Hashable, Sendable {
    /// What the bytes must hash to.
    public let sha512: Digest512

    /// Takes a digest that was computed.
    public init(_ sha512: Digest512) { self.sha512 = sha512 }

    /// Reads one or several hashes with spaces between them; what follows a `?` is passed over.
    /// - Throws: `IntegrityError` when there is no SHA-512 among them, or two that differ.
    public init(parsing text: String) throws(IntegrityError) {
        var found: Set<Digest512> = []
        var hasOther = false
        let hashes = text.utf8.split { blanks.contains($0) }
        for hash in hashes {
            guard hash.starts(with: marker.utf8) else {
                hasOther = true
                continue
            }
            let value = hash.dropFirst(marker.utf8.count).prefix { $0 != UInt8(ascii: "?") }
            guard let bytes = base64(value), let digest = Digest512(bytes: bytes) else {
                throw .malformed(text)
            }
            found.insert(digest)
        }
        guard let digest = found.first else {
            throw hasOther ? .weak(text) : .malformed(text)
        }
        guard found.count == 1 else { throw .malformed(text) }
        sha512 = digest
    }
}

extension Integrity: CustomStringConvertible {
    /// The written form with its one hash.
    public var description: String { marker + base64(sha512.bytes) }
}

/// Why a text is no hash that an artifact can be held against.
public enum IntegrityError: UserFacingError, Equatable {
    /// It is not of the form, or has two different SHA-512.
    case malformed(String)
    /// It has only hashes that can be forged or that npm never uses alone.
    case weak(String)

    /// Stable slug.
    public var code: ErrorCode {
        switch self {
        case .malformed: "integrity.malformed"
        case .weak: "integrity.weak"
        }
    }

    /// Always a failed verification.
    public var category: ErrorCategory { .verification }

    /// Names the text.
    public var reason: String {
        switch self {
        case .malformed(let text): "`\(printable(text))` is not an integrity of the form `sha512-…`"
        case .weak(let text): "`\(printable(text))` has no SHA-512"
        }
    }
}

private let marker = "sha512-"
private let blanks: [UInt8] = [0x20, 0x09, 0x0A, 0x0C, 0x0D]
private let alphabet = Array(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8
)

private func base64(_ bytes: [UInt8]) -> String {
    var text: [UInt8] = []
    for start in stride(from: 0, to: bytes.count, by: 3) {
        let group = bytes[start..<min(start + 3, bytes.count)]
        let bits = group.reduce(UInt32(0)) { $0 << 8 | UInt32($1) } << ((3 - group.count) * 8)
        for index in 0..<4 {
            let isPadding = index > group.count
            let value = Int(bits >> (18 - 6 * index) & 63)
            text.append(isPadding ? UInt8(ascii: "=") : alphabet[value])
        }
    }
    return String(decoding: text, as: UTF8.self)
}

/// Nil unless the text is the one canonical encoding of its bytes.
private func base64(_ text: some Collection<UInt8>) -> [UInt8]? {
    var bytes: [UInt8] = []
    var bits: UInt32 = 0
    var count = 0
    for digit in text.prefix(while: { $0 != UInt8(ascii: "=") }) {
        guard let value = alphabet.firstIndex(of: digit) else { return nil }
        bits = bits << 6 | UInt32(value)
        count += 6
        guard count >= 8 else { continue }
        count -= 8
        bytes.append(UInt8(truncatingIfNeeded: bits >> count))
        bits &= (1 << count) - 1
    }
    // Leftover bits and padding have one right form; any other would be a second spelling of the same hash.
    return base64(bytes).utf8.elementsEqual(text) ? bytes : nil
}
