internal import Filesystem
internal import PackageModel
internal import Paths

/// What was written down of every prefix, kept up to date when files that several share get one more name.
///
/// A hard link changes the ctime of its file, under all of its names; without this each prefix with a package of the
/// new one would be hashed whole at its next start.
struct SharedRecords {
    let layout: StoreLayout

    /// Replaces in every record what is exactly as it was before.
    ///
    /// Others may write the same records at the same moment; whoever is last leaves one of which every line is true,
    /// or one by which some files are hashed again.
    func renew(_ changes: [UInt64: FingerprintChange]) throws(FilesystemError) {
        guard !changes.isEmpty else { return }
        let seals = try Directory.open(layout.seals)
        for name in try seals.names() where !name.hasPrefix(".") {
            let place = layout.seals.appending(name)
            guard let bytes = try Files.read(place, limit: StoreLimits.record),
                let record = StatRecord(parsing: bytes)?.replacing(changes)
            else { continue }
            try seals.replaceUnsynced(name, with: record.bytes)
        }
    }
}

extension Directory {
    /// Replaces a file in one step that may be lost or torn when the power goes: for caches, which are checked.
    func replaceUnsynced(_ name: String, with bytes: [UInt8]) throws(FilesystemError) {
        let temporary = "." + name + "-" + randomName()
        do throws(FilesystemError) {
            try createFile(temporary).write(bytes)
            try rename(temporary, to: name)
        } catch {
            // The first error is the one to report.
            try? removeFile(temporary)
            throw error
        }
    }
}
