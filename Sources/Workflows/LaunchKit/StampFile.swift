internal import Cryptography
internal import Diagnostics
internal import Filesystem
internal import Launcher
internal import PackageModel
internal import Paths

/// The bytes of an `AppliedStamp`.
struct StampFile {
    let count: Int
    let version: [UInt8]
    let servers: [UInt8]
    private let prefixes: [SealedPrefix]
    private let record: [UInt8]

    private static let magic = Array("MCPAPPL2".utf8)

    /// Reads the head; nil when it is damaged.
    ///
    /// The record is read by `isUnchanged`.
    init?(_ bytes: [UInt8]) {
        guard bytes.starts(with: Self.magic) else { return nil }
        var rest = bytes[Self.magic.count...]
        guard let count = takeNumber(&rest), let version = takeText(&rest),
            let servers = takeText(&rest), let prefixes = takePrefixes(&rest)
        else { return nil }
        self.count = count
        self.version = version
        self.servers = servers
        self.prefixes = prefixes
        record = Array(rest)
    }

    /// Puts the bytes together.
    static func bytes(
        count: Int,
        servers: [UInt8],
        prefixes: [SealedPrefix],
        record: StatRecord
    ) -> [UInt8] {
        let sealed = prefixes.flatMap { text($0.digest.hex.utf8) + text($0.path.description.utf8) }
        return magic + number(count) + text(productVersion.utf8) + text(servers)
            + number(prefixes.count) + sealed + record.bytes
    }

    /// Whether every path and every prefix is as it was, or still not there.
    func isUnchanged(_ layout: StoreLayout) -> Bool {
        isUnchanged
            && prefixes.allSatisfy { prefix in
                SealCheck.isUnchanged(prefix: prefix.path, digest: prefix.digest, layout: layout)
            }
    }

    private var isUnchanged: Bool {
        var isEqual = true
        var count = 0
        let isWhole = unsafe record.withUnsafeBytes { bytes in
            unsafe StatRecord.forEachEntry(in: bytes) { path, recorded in
                guard isEqual else { return }
                count += 1
                isEqual = unsafe isAsRecorded(path, recorded)
            }
        }
        return isWhole && isEqual && count > 0
    }
}

private func isAsRecorded(_ path: UnsafeRawBufferPointer, _ recorded: FileFingerprint)
    -> Bool
{
    guard let mark = unsafe path.first, mark == UInt8(ascii: "L") || mark == UInt8(ascii: "F")
    else { return false }
    // A copy, because the kernel wants a NUL that the record does not have.
    var name = unsafe path.dropFirst().map { CChar(bitPattern: $0) }
    name.append(0)
    let found = unsafe Files.status(bytes: name, followingLinks: mark == UInt8(ascii: "F"))
    return (found?.fingerprint ?? .none) == recorded
}

private func number(_ value: Int) -> [UInt8] {
    (0..<4).map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
}

private func text(_ bytes: some Collection<UInt8>) -> [UInt8] { number(bytes.count) + bytes }

private func takePrefixes(_ rest: inout ArraySlice<UInt8>) -> [SealedPrefix]? {
    guard let count = takeNumber(&rest) else { return nil }
    var prefixes: [SealedPrefix] = []
    for _ in 0..<count {
        guard let hex = takeText(&rest), let place = takeText(&rest),
            let digest = Digest(hex: String(decoding: hex, as: UTF8.self)),
            let path = try? AbsolutePath(parsing: String(decoding: place, as: UTF8.self))
        else { return nil }
        prefixes.append(SealedPrefix(path: path, digest: digest))
    }
    return prefixes
}

private func takeNumber(_ rest: inout ArraySlice<UInt8>) -> Int? {
    guard rest.count >= 4 else { return nil }
    let value = rest.prefix(4).reversed().reduce(0) { $0 << 8 | Int($1) }
    rest = rest.dropFirst(4)
    return value
}

private func takeText(_ rest: inout ArraySlice<UInt8>) -> [UInt8]? {
    guard let length = takeNumber(&rest), rest.count >= length else { return nil }
    defer { rest = rest.dropFirst(length) }
    return Array(rest.prefix(length))
}
