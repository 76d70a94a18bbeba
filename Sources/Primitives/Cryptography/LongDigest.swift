internal import COpenSSL

/// A SHA-512 value, as npm records it for every tarball.
public struct LongDigest: Hashable, Sendable, CustomStringConvertible {
    /// The 64 bytes.
    public let bytes: [UInt8]

    /// Wraps exactly 64 bytes; nil for any other length.
    public init?(bytes: [UInt8]) {
        guard bytes.count == 64 else { return nil }
        self.bytes = bytes
    }

    /// Hashes bytes that are already in memory.
    public init(of content: [UInt8]) {
        var hasher = LongDigestHasher()
        unsafe content.withUnsafeBytes { unsafe hasher.update($0) }
        self = hasher.finish()
    }

    /// 128 lower-case hexadecimal digits.
    public var description: String { hexadecimal(bytes) }
}

/// SHA-512 over bytes as they arrive.
@safe public struct LongDigestHasher: Sendable {
    private var state = SHA512_CTX()

    /// Starts an empty hash.
    public init() { unsafe SHA512_Init(&state) }

    /// Appends bytes that live elsewhere, for the length of the call.
    public mutating func update(_ bytes: UnsafeRawBufferPointer) {
        // The buffer is read only during this call and its length is its own.
        unsafe SHA512_Update(&state, bytes.baseAddress, bytes.count)
    }

    /// The digest of everything so far; the hasher itself can go on.
    public func finish() -> LongDigest {
        var copy = state
        var bytes = [UInt8](repeating: 0, count: 64)
        unsafe SHA512_Final(&bytes, &copy)
        guard let digest = LongDigest(bytes: bytes) else {
            preconditionFailure("SHA-512 has 64 bytes")
        }
        return digest
    }
}
