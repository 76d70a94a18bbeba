internal import Filesystem
internal import PackageModel
internal import Paths

/// The directory of byte code that a server may be started with; nil where it has none that is complete.
func bytecodeDirectory(_ record: LaunchRecord) -> AbsolutePath? {
    guard let directory = record.bytecode else { return nil }
    let seal = directory.appending(Seal.directoryName).appending(Seal.fileName)
    // What cannot be looked at is as good as missing: it costs only time.
    let found = (try? Files.status(seal, followingLinks: false)) ?? nil
    return found?.kind == .file ? directory : nil
}
