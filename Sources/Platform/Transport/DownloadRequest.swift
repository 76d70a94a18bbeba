public import Cryptography
public import Diagnostics
public import Paths

/// A file to fetch, or to go on fetching.
public struct DownloadRequest: Sendable {
    /// An https URL, or http on a loopback address.
    public var url: String
    /// Where the bytes go, in a directory that exists; what is there is continued if possible.
    ///
    /// Whoever names the destination holds it alone: two processes never fetch into one file.
    public var destination: AbsolutePath
    /// The size, where it is known; another one is refused as soon as it shows.
    public var expectedSize: Int?
    /// The most the file may hold.
    public var limit: ByteCount
    /// What the bytes should be, to share one fetch and to decide whether an earlier part fits.
    ///
    /// It is not a check: the result says which digest arrived, and the caller compares.
    public var digest: Digest?
    /// Whether the result says the SHA-512 as well, which npm names its artifacts by.
    public var computesSHA512 = false

    /// Describes a download; nothing is sent.
    public init(
        url: String,
        destination: AbsolutePath,
        expectedSize: Int? = nil,
        limit: ByteCount,
        digest: Digest? = nil
    ) {
        self.url = url
        self.destination = destination
        self.expectedSize = expectedSize
        self.limit = limit
        self.digest = digest
    }
}

/// A file that arrived whole; it is not yet forced to the device.
public struct DownloadResult: Sendable, Equatable {
    /// SHA-256 of the whole file, taken while it arrived.
    public let digest: Digest
    /// SHA-512 of the same bytes, where it was asked for.
    public let sha512: LongDigest?
    /// Bytes of the whole file.
    public let size: Int
    /// Where it is: the destination of the first request for the same digest.
    public let path: AbsolutePath
}

/// How far a set of downloads is.
public struct DownloadProgress: Sendable, Equatable {
    /// Bytes that are there, those of an earlier attempt included.
    public let done: Int
    /// Bytes in all; nil while the size of one file is unknown.
    public let total: Int?
    /// Bytes per second of late.
    public let rate: Int
    /// Files that have ended, well or not.
    public let finished: Int
    /// Files in all.
    public let count: Int

    /// Seconds left at this rate, where that can be said.
    public var secondsLeft: Int? {
        guard let total, rate > 0 else { return nil }
        return max(0, total - done) / rate
    }
}
