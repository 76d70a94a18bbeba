internal import Archives
internal import Cryptography
internal import Diagnostics
internal import Filesystem
internal import PackageModel
internal import Paths
internal import Resolution

/// A wheel on this machine.
struct PythonWheelFile: Sendable {
    let path: AbsolutePath
    let name: WheelFileName

    init(_ path: AbsolutePath) throws(PythonResolutionError) {
        self.path = path
        do throws(ModelError) {
            name = try WheelFileName(parsing: path.name)
        } catch {
            throw .target(error)
        }
    }

    init(_ path: AbsolutePath, name: WheelFileName) {
        self.path = path
        self.name = name
    }

    /// It as if the index had it.
    func listed() throws(PythonResolutionError) -> PyPIFile {
        do throws(FilesystemError) {
            let file = try OpenFile.reading(path)
            var hasher = DigestHasher()
            var size = 0
            try unsafe file.forEachBlock { block in
                unsafe hasher.update(block)
                size += block.count
            }
            return PyPIFile(
                filename: path.name,
                url: "",
                sha256: hasher.finish(),
                kind: .wheel(name),
                size: size
            )
        } catch {
            throw .file(error)
        }
    }

    /// The content of its `METADATA`, after the whole structure of the archive has been checked.
    func metadata() throws(PythonResolutionError) -> [UInt8] {
        let archive: ZipArchive
        do throws(ArchiveError) {
            archive = try ZipArchive(checking: try opened(), as: .zip)
            for directory in directories {
                let entry = directory + ".dist-info/METADATA"
                if let bytes = try archive.read(entry, limit: ResolverLimits.metadata) {
                    return bytes
                }
            }
        } catch {
            throw .badWheel(filename: name.description, why: error.reason)
        }
        throw .badWheel(filename: name.description, why: "it has no `METADATA` where its name says")
    }

    private func opened() throws(ArchiveError) -> OpenFile {
        do throws(FilesystemError) {
            return try OpenFile.reading(path)
        } catch {
            throw .file(error)
        }
    }

    /// The spellings in use: that of the file name, then the normalised one.
    private var directories: [String] {
        let parts = name.description.split(separator: "-", omittingEmptySubsequences: false)
        return [
            parts.prefix(2).joined(separator: "-"),
            "\(name.distribution.underscored)-\(name.version)",
        ]
    }
}
