internal import Cryptography
internal import Diagnostics
internal import Filesystem
internal import Paths

/// Writes and hashes one file as it arrives, over several exchanges where it must.
final class FileSink: BodySink {
    private let request: DownloadRequest
    private let file: OpenFile
    private var hasher = DigestHasher()
    /// Nil where nobody asks for the second digest, which takes twice as long as the first.
    private var longHasher: LongDigestHasher?
    private var size = 0
    /// What proves that the rest belongs to what we have; from the last full answer.
    private var validator: String?
    /// Whether bytes of an earlier process are in the file, of which only the digest can tell.
    private var holdsStrangeBytes = false
    /// How the current answer is taken.
    private var mode = Mode.discard
    private var discarded = 0
    private let counter = Monitor(Count())

    private enum Mode { case discard, keep }

    struct Count {
        var done = 0
        var total: Int?
    }

    /// Opens the destination; a part that is there is hashed when it could be continued.
    init(_ request: DownloadRequest) throws(FilesystemError) {
        self.request = request
        let directory = try Directory.open(request.destination.parent)
        file = try directory.openForUpdate(request.destination.name)
        counter.change { $0.total = request.expectedSize }
        longHasher = request.computesSHA512 ? LongDigestHasher() : nil
        if try mayContinue() { try hashWhatIsThere() } else { try startOver() }
    }

    /// Bytes so far and in all; from any thread.
    var count: Count { counter.change { $0 } }

    /// Header lines that ask for the rest, when there is a part.
    var headers: [(name: String, value: String)] {
        guard size > 0 else { return [] }
        let range = [(name: "Range", value: "bytes=\(size)-")]
        return range + (validator.map { [(name: "If-Range", value: $0)] } ?? [])
    }

    /// The result, when the bytes that are there already are the file.
    var alreadyComplete: DownloadResult? {
        guard size > 0, let digest = request.digest, hasher.finish() == digest else { return nil }
        return result(digest)
    }

    private func result(_ digest: Digest) -> DownloadResult {
        DownloadResult(
            digest: digest,
            sha512: longHasher?.finish(),
            size: size,
            path: request.destination
        )
    }

    private func hash(_ block: UnsafeRawBufferPointer) {
        unsafe hasher.update(block)
        unsafe longHasher?.update(block)
        size += block.count
    }

    func begin(_ head: ResponseHead) throws(TransportError) {
        mode = .discard
        discarded = 0
        switch head.status {
        case 200:
            try onFile { () throws(FilesystemError) in try startOver() }
            validator = head.validator
            try announce(head.contentLength)
        case 206:
            guard size > 0, let range = head.contentRange, range.first == size else {
                try onFile { () throws(FilesystemError) in try startOver() }
                throw .unreachable(url: request.url, why: "the server sent another part than asked")
            }
            try announce(range.size)
        default: return
        }
        mode = .keep
    }

    func receive(_ block: UnsafeRawBufferPointer) throws(TransportError) {
        guard mode == .keep else { return try discard(block.count) }
        try refuse(size + block.count)
        try onFile { () throws(FilesystemError) in unsafe try file.write(block) }
        unsafe hash(block)
        counter.change { $0.done = size }
    }

    /// Judges the final answer.
    /// - Throws: a transient error after which the next try starts from the beginning.
    func finish(_ head: ResponseHead) throws(TransportError) -> DownloadResult {
        if head.status == 416 {
            try onFile { () throws(FilesystemError) in try startOver() }
            throw .unreachable(url: request.url, why: "the server has no such part")
        }
        guard head.status == 200 || head.status == 206 else {
            throw .status(url: request.url, code: head.status)
        }
        if let expected = request.expectedSize, size != expected {
            throw .wrongSize(url: request.url, expected: expected, received: size)
        }
        let digest = hasher.finish()
        if holdsStrangeBytes, let expected = request.digest, digest != expected {
            try onFile { () throws(FilesystemError) in try startOver() }
            throw .unreachable(url: request.url, why: "the earlier part belongs to another file")
        }
        return result(digest)
    }

    /// Forgets a part that nothing could prove to belong to the rest; called between two tries.
    func prepareRetry() throws(FilesystemError) {
        if size > 0, validator == nil, request.digest == nil { try startOver() }
        if size > 0, validator == nil { holdsStrangeBytes = true }
        if let expected = request.expectedSize, size >= expected { try startOver() }
    }

    private func mayContinue() throws(FilesystemError) -> Bool {
        guard request.digest != nil else { return false }
        let bound = min(request.expectedSize ?? .max, request.limit.bytes)
        return try file.status().size <= UInt64(max(0, bound))
    }

    private func hashWhatIsThere() throws(FilesystemError) {
        try unsafe file.forEachBlock { (block) throws(FilesystemError) in
            unsafe hash(block)
        }
        holdsStrangeBytes = size > 0
        counter.change { $0.done = size }
        let isWrong = size == request.expectedSize && hasher.finish() != request.digest
        if isWrong { try startOver() }
    }

    private func startOver() throws(FilesystemError) {
        if try file.status().size > 0 { try file.truncate(to: 0) }
        hasher = DigestHasher()
        if longHasher != nil { longHasher = LongDigestHasher() }
        size = 0
        validator = nil
        holdsStrangeBytes = false
        counter.change { $0.done = 0 }
    }

    /// Compares what the server says of the whole with what is expected, before any byte of it.
    private func announce(_ whole: Int?) throws(TransportError) {
        guard let whole else { return }
        if let expected = request.expectedSize, whole != expected {
            throw .wrongSize(url: request.url, expected: expected, received: whole)
        }
        try refuse(whole)
        counter.change { $0.total = whole }
    }

    private func refuse(_ size: Int) throws(TransportError) {
        guard !isMutated("transport.download-limit") else { return }
        if let expected = request.expectedSize, size > expected {
            throw .wrongSize(url: request.url, expected: expected, received: size)
        }
        guard size <= request.limit.bytes else {
            throw .tooLarge(url: request.url, limit: request.limit)
        }
    }

    private func discard(_ count: Int) throws(TransportError) {
        discarded += count
        guard discarded <= TransportLimits.errorBody.bytes else {
            throw .tooLarge(url: request.url, limit: TransportLimits.errorBody)
        }
    }

    private func onFile(_ body: () throws(FilesystemError) -> Void) throws(TransportError) {
        do throws(FilesystemError) { try body() } catch { throw .file(error) }
    }
}
