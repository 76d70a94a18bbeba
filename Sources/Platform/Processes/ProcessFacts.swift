internal import CSystem
internal import Diagnostics
internal import Filesystem
internal import Paths

#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#else
internal import Darwin
#endif

#if os(Linux)

/// What `/proc` says of one process.
struct ProcessFacts {
    let identifier: Int32

    /// The program and the working directory, where they can be read.
    var places: [String] {
        guard let directory = processDirectory(identifier) else { return [] }
        return ["exe", "cwd"].compactMap { name in
            guard let target = try? directory.readLink(name) else { return nil }
            let mark = " (deleted)"
            return target.hasSuffix(mark) ? String(target.dropLast(mark.count)) : target
        }
    }

    /// Arguments and mapped files, as the kernel writes them.
    var texts: [[UInt8]] {
        ["cmdline", "maps"].compactMap { name in
            guard let path = try? AbsolutePath(parsing: "/proc/\(identifier)/\(name)") else {
                return nil
            }
            return (try? Files.read(path, limit: .mebibytes(64))) ?? nil
        }
    }
}

func ownProcesses() -> [Int32] {
    guard let root = try? Directory.open(AbsolutePath(parsing: "/proc")),
        let names = try? root.names()
    else { return [] }
    let user = getuid()
    return names.compactMap { name in
        guard let identifier = Int32(name), let found = try? root.status(name: name),
            found.owner == user
        else { return nil }
        return identifier
    }
}

private func processDirectory(_ identifier: Int32) -> Directory? {
    guard let path = try? AbsolutePath(parsing: "/proc/\(identifier)") else { return nil }
    return try? Directory.open(path)
}

#else

/// What the kernel says of one process.
struct ProcessFacts {
    let identifier: Int32

    /// The program and the working directory, where they can be read.
    var places: [String] {
        [0, 1].compactMap { which in
            read { unsafe csystem_process_path(identifier, which, $0, $1) }
                .map { String(decoding: $0, as: UTF8.self) }
        }
    }

    /// Arguments and mapped files.
    var texts: [[UInt8]] {
        var mapped: [UInt8] = []
        var address: UInt64 = 0
        while let name = read({
            unsafe csystem_process_mapping(identifier, &address, $0, $1)
        }) {
            mapped += name + [10]
        }
        let arguments = read { unsafe csystem_process_arguments(identifier, $0, $1) }
        return [arguments ?? [], mapped]
    }

    private func read(_ call: (UnsafeMutablePointer<CChar>, Int) -> Int32) -> [UInt8]? {
        var buffer = [CChar](repeating: 0, count: 1 << 16)
        let length = unsafe call(&buffer, buffer.count)
        guard length >= 0 else { return nil }
        return buffer.prefix(Int(length)).map { UInt8(bitPattern: $0) }
    }
}

func ownProcesses() -> [Int32] {
    var identifiers = [Int32](repeating: 0, count: 16_384)
    let count = unsafe csystem_own_processes(&identifiers, Int32(identifiers.count))
    return count < 0 ? [] : Array(identifiers.prefix(Int(count)))
}

#endif
