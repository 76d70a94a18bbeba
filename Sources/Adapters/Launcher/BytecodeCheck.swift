public import Cryptography
internal import Diagnostics
internal import Filesystem
public import PackageModel
public import Paths

/// The byte code of one prefix: whether it is there, and whether it is what was made.
///
/// A directory sealed like a prefix; the digest of its seal is written beside it, after it was complete. Nothing
/// depends on it: what is missing or not as it was made costs a start some time and is never used.
public struct BytecodeCheck: Sendable {
    /// Where the byte code is, as Python is told.
    public let directory: AbsolutePath
    private let layout: StoreLayout

    /// Looks at one directory, which need not be there.
    public init(_ directory: AbsolutePath, layout: StoreLayout) {
        self.directory = directory
        self.layout = layout
    }

    /// Looks at a directory where it always is: `data/bytecode/<prefix digest>/<interpreter digest>`.
    init(_ directory: AbsolutePath) {
        let data = directory.parent.parent.parent
        self.init(directory, layout: StoreLayout(data: data, cache: data, config: data))
    }

    /// The file beside the directory with the digest of its seal.
    public var mark: AbsolutePath { directory.parent.appending(directory.name + ".sealed") }

    /// The digest of the seal that was written when the directory was complete; nil when there is none.
    public var sealDigest: Digest? {
        guard let bytes = (try? Files.read(mark, limit: .kibibytes(1))) ?? nil else { return nil }
        return Digest(hexDigits: bytes.prefix(64))
    }

    /// Whether every file is as the kernel described it when it was made; nothing is hashed.
    public var isUsable: Bool {
        guard let digest = sealDigest else { return false }
        return isMutated("bytecode.check")
            || SealCheck.isUnchanged(prefix: directory, digest: digest, layout: layout)
    }

    /// Every difference from what was made, all bytes hashed; none where none was ever complete.
    public func findings() -> [SealFinding] {
        // Without its mark it was never complete, and nothing is ever started with it.
        guard let digest = sealDigest else { return [] }
        do throws(LauncherError) {
            return try SealCheck.fullVerify(prefix: directory, digest: digest).map { found in
                finding(found.path, found.reason)
            }
        } catch {
            return [finding(directory.description, "cannot be read: \(error.reason)")]
        }
    }

    private func finding(_ path: String, _ reason: String) -> SealFinding {
        SealFinding(code: "bytecode.changed", path: path, reason: reason)
    }
}
