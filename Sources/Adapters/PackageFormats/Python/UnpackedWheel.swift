public import PackageModel
public import Paths

/// The files of one wheel after its archive was unpacked, before anything in them is believed.
public struct UnpackedWheel {
    /// Reads at most so many bytes from the start of a file.
    public typealias Reader = (_ path: RelativePath, _ limit: Int) throws(WheelError) -> [UInt8]
    /// The length of a file in bytes.
    public typealias Measure = (_ path: RelativePath) throws(WheelError) -> UInt64

    /// What the archive is called.
    public let name: WheelFileName
    /// Its files, with the digests of what was unpacked.
    public let entries: [Seal.Entry]
    let read: Reader
    let size: Measure?

    /// Takes the files and the way to them.
    ///
    /// Without `size`, lengths in RECORD are not compared, which a SHA-256 that agrees makes superfluous.
    public init(
        name: WheelFileName,
        entries: [Seal.Entry],
        size: Measure? = nil,
        read: @escaping Reader
    ) {
        self.name = name
        self.entries = entries
        self.size = size
        self.read = read
    }

    /// A file that has to be small, whole.
    func wholeFile(_ path: RelativePath, limit: Int) throws(WheelError) -> [UInt8] {
        let bytes = try read(path, limit + 1)
        guard bytes.count <= limit else {
            throw .metadata(
                wheel: name,
                file: "`\(path.name)`",
                why: "is longer than \(limit) bytes"
            )
        }
        return bytes
    }
}
