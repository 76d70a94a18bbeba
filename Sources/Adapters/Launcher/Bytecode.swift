internal import PackageModel
internal import Paths

/// The directory of byte code that a server is started with; nil where there is none that is as it was made.
///
/// Each file is compared with what the kernel said of it, some microseconds a file.
func bytecodeDirectory(_ record: LaunchRecord) -> AbsolutePath? {
    guard let directory = record.bytecode, BytecodeCheck(directory).isUsable else { return nil }
    return directory
}
