public import Cryptography
internal import Diagnostics

/// The hash that npm records for a tarball, such as `sha512-…`.
///
/// Several hashes may stand in one text; a SHA-512 must be among them and is the one that counts.
/// Source: W3C Subresource Integrity, section 3.5; npm `ssri`.
public struct NPMIntegrity: Hashable, Sendable, CustomStringConvertible {
    /// The text as the registry gave it.
    public let description: String
    /// The SHA-512 values; the tarball must have one of them.
    private let accepted: [LongDigest]

    /// Reads a text of at most 4 KiB; nil without a well-formed SHA-512.
    public init?(parsing text: String) {
        guard text.utf8.count <= 4096 else { return nil }
        let words = text.utf8.split { $0 == 0x20 || $0 == 0x09 || $0 == 0x0A || $0 == 0x0D }
        var accepted: [LongDigest] = []
        for word in words {
            let label = Array("sha512-".utf8)
            guard word.starts(with: label) else { continue }
            // Options after `?` mean nothing yet.
            let encoded = word.dropFirst(label.count).prefix { $0 != UInt8(ascii: "?") }
            guard let digest = base64Decoded(encoded).flatMap(LongDigest.init(bytes:)) else {
                return nil
            }
            accepted.append(digest)
        }
        guard !accepted.isEmpty else { return nil }
        self.accepted = accepted
        description = words.map { String(Substring($0)) }.joined(separator: " ")
    }

    /// Whether a tarball of this digest is the one that was recorded.
    public func accepts(_ digest: LongDigest) -> Bool {
        isMutated("npm.integrity") || accepted.contains(digest)
    }

    /// Whether both can name the same tarball.
    public func agrees(with other: NPMIntegrity) -> Bool {
        accepted.contains(where: other.accepted.contains)
    }
}

/// The bytes of a text in base64 with its padding; nil for anything else, bits that count for nothing included.
func base64Decoded(_ text: some Collection<UInt8>) -> [UInt8]? {
    guard text.count % 4 == 0 else { return nil }
    let padding = text.reversed().prefix { $0 == UInt8(ascii: "=") }.count
    guard padding <= 2 else { return nil }
    var bytes: [UInt8] = []
    var bits: UInt32 = 0
    var count: UInt32 = 0
    for byte in text.dropLast(padding) {
        guard let value = base64Value(byte) else { return nil }
        bits = (bits << 6 | value) & 0xFFFF
        count += 6
        guard count >= 8 else { continue }
        count -= 8
        bytes.append(UInt8(truncatingIfNeeded: bits >> count))
    }
    return bits & ((1 << count) - 1) == 0 ? bytes : nil
}

private func base64Value(_ byte: UInt8) -> UInt32? {
    switch byte {
    case 65...90: UInt32(byte) - 65
    case 97...122: UInt32(byte) - 71
    case 48...57: UInt32(byte) + 4
    case UInt8(ascii: "+"): 62
    case UInt8(ascii: "/"): 63
    default: nil
    }
}
