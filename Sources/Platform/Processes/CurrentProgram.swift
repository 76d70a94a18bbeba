internal import CSystem
public import Paths

#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#else
internal import Darwin
#endif

/// What this process knows of itself.
public enum CurrentProgram {
    /// The real path of the running program, links resolved; nil where the system does not say.
    public static var path: AbsolutePath? {
        var buffer = [CChar](repeating: 0, count: 4096)
        let length = unsafe csystem_program_path(&buffer, buffer.count)
        guard length > 0 else { return nil }
        let bytes = buffer.prefix(Int(length)).map { UInt8(bitPattern: $0) }
        return try? AbsolutePath(parsing: String(decoding: bytes, as: UTF8.self))
    }

    /// Whether a person sits at the other end of standard input.
    public static var isInputTerminal: Bool { csystem_terminal_columns(0) >= 0 }

    /// The platform this program was built for: `linux-x86_64-gnu`, `macos-aarch64`.
    public static var platform: String { unsafe String(cString: csystem_platform()) }

    /// The id of this process.
    public static var identifier: Int32 { getpid() }
}
