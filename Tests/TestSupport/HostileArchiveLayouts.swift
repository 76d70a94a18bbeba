extension HostileArchive {
    /// Headers that say two things, or something that is not accepted.
    static let headers: [HostileArchive] = [
        entry("local-central-mismatch", "the name") {
            $0.localName = Array("server/Extra.js".utf8)
        },
        entry("local-central-mismatch", "a directory's name", "lib/") {
            $0 = ZipRecord("lib/", [], mode: 0o40755)
            $0.localName = Array("lib_".utf8)
        },
        entry("local-central-mismatch", "the method") { $0.localMethod = 8 },
        entry("local-central-mismatch", "the flags") { $0.localFlags = 1 << 11 },
        entry("local-central-mismatch", "the size") { $0.localSize = 7 },
        entry("local-central-mismatch", "the packed size") { $0.localCompressedSize = 7 },
        entry("local-central-mismatch", "the checksum") { $0.localChecksum = 7 },
        entry("local-central-mismatch", "numbers left out without saying so") {
            ($0.localChecksum, $0.localSize, $0.localCompressedSize) = (0, 0, 0)
        },
        entry("local-central-mismatch", "the record after the data") {
            $0.describeAfterData()
            $0.after[12] ^= 1
        },
        entry("local-central-mismatch", "a local field that repeats another size") {
            $0.localExtra = le16(1) + le16(16) + le64(7) + le64(UInt64(content.count))
        },
        entry("local-central-mismatch", "a large size in a local field") {
            ($0.localSize, $0.localCompressedSize) = (.max, .max)
            $0.localExtra = le16(1) + le16(16) + le64(7) + le64(UInt64(content.count))
        },
        entry("encrypted", "in the old way") { $0.flags = 1 },
        entry("encrypted", "strongly") { $0.flags = 1 | 1 << 6 },
        entry("encrypted", "the directory") { $0.flags = 1 << 13 },
        entry("encrypted", "with AES") { $0.method = 99 },
        entry("unsupported-method", "bzip2") { $0.method = 12 },
        entry("unsupported-method", "zstd") { $0.method = 93 },
        entry("unsupported-method", "deflate64") { $0.method = 9 },
        entry("unsupported-method", "a patch") { $0.flags = 1 << 5 },
        entry("malformed", "extra fields that end too late") { $0.extra = le16(9) + le16(40) },
        entry("malformed", "a piece of an extra field") { $0.localExtra = [1, 2, 3] },
        entry("malformed", "a large size that is not given") { $0.size = .max },
        entry("malformed", "another disk") { $0.disk = 1 },
        entry("malformed", "no local header") { $0.localSignature = 0x0807_4B50 },
        entry("malformed", "an offset beyond the end") { $0.offset = 1 << 30 },
    ]

    /// Bytes that belong to nothing the directory lists.
    static let layouts: [HostileArchive] = [
        bundle("second-archive", "bytes before the first entry") { writer in
            writer.prefix = Array("#!/bin/sh\n".utf8)
        },
        bundle("second-archive", "bytes between entries") { $0.records[0].after = [0] },
        bundle("second-archive", "bytes before the directory") { $0.beforeDirectory = [1, 2, 3] },
        bundle("second-archive", "bytes after the directory") { $0.afterDirectory = [1, 2, 3] },
        bundle("second-archive", "bytes after the end") { $0.suffix = [10] },
        bundle("second-archive", "another archive after the end") {
            $0.suffix = SampleBundle.bytes(name: "other")
        },
        bundle("second-archive", "another archive before the first entry") {
            $0.prefix = SampleBundle.bytes(name: "other")
        },
        entry("second-archive", "an entry that is not listed") { $0.isListed = false },
        bundle("second-archive", "two entries at one place") {
            var copy = $0.records[1]
            copy.offset = 0
            copy.name = Array("manifest.jsoo".utf8)
            $0.records[1] = copy
        },
        entry("second-archive", "an entry that reaches into the next") {
            $0.describeAfterData()
            $0.after += [0]
        },
        bundle("second-archive", "a comment longer than said") {
            $0.comment = Array("a comment".utf8)
            $0.declaredCommentLength = 3
        },
        bundle("second-archive", "two signature blocks") {
            $0.suffix = SampleBundle.signatureBlock() + SampleBundle.signatureBlock()
        },
        bundle("second-archive", "an archive in the signature block") {
            let inner = [UInt8](repeating: 5, count: 400) + SampleBundle.bytes(name: "other")
            let head = SampleBundle.derSequence(count: inner.count).prefix(4)
            $0.suffix = SampleBundle.signatureBlock(message: head + inner)
        },
        bundle("second-archive", "a signature block without its end") {
            $0.suffix = SampleBundle.signatureBlock().dropLast(12)
        },
        bundle("signature-block", "a length that leads nowhere") {
            $0.suffix = SampleBundle.signatureBlock()
            $0.suffix[11] ^= 1
        },
        bundle("signature-block", "a length beyond the file") {
            $0.suffix = SampleBundle.signatureBlock()
            $0.suffix.replaceSubrange(11..<15, with: [255, 255, 255, 255])
        },
        bundle("signature-block", "bytes after the message") {
            $0.suffix = SampleBundle.signatureBlock(
                message: SampleBundle.derSequence(count: 300) + [0]
            )
        },
        bundle("signature-block", "an end alone") { $0.suffix = Array("MCPB_SIG_END".utf8) },
        bundle("bad-comment", "an archive in the comment") {
            $0.comment = SampleBundle.bytes(name: "other") + [0]
        },
        bundle("bad-comment", "an end record in the comment") {
            $0.comment = le32(0x0605_4B50) + [UInt8](repeating: 1, count: 30)
        },
        bundle("bad-comment", "a local header in the comment") {
            $0.comment = le32(0x0403_4B50) + [UInt8](repeating: 1, count: 30)
        },
    ]
}
