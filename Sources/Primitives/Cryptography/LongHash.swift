internal import COpenSSL

/// The longer functions of SHA-2, where a document may choose one instead of SHA-256.
public enum LongHash: String, Sendable {
    case sha384
    case sha512

    /// 48 or 64 bytes.
    public func digest(of content: [UInt8]) -> [UInt8] {
        // Each call reads the content, whose length is given with it, and writes as many bytes as the digest has.
        switch self {
        case .sha384:
            var digest = [UInt8](repeating: 0, count: 48)
            _ = unsafe SHA384(content, content.count, &digest)
            return digest
        case .sha512:
            var digest = [UInt8](repeating: 0, count: 64)
            _ = unsafe SHA512(content, content.count, &digest)
            return digest
        }
    }
}
