internal import Diagnostics
internal import Filesystem
internal import PackageModel
internal import Paths

/// The names in a directory; none where it cannot be read, because then it holds no candidate either.
func namesIn(_ directory: AbsolutePath) -> [String] {
    do throws(FilesystemError) {
        return Array(try Directory.open(directory).names().prefix(RuntimeLimits.names))
    } catch {
        return []
    }
}

/// The content of a small text file; nil where there is none, or something larger.
func smallFile(_ path: AbsolutePath) -> String? {
    do throws(FilesystemError) {
        let limit = ByteCount(RuntimeLimits.script)
        return try Files.read(path, limit: limit).map { String(decoding: $0, as: UTF8.self) }
    } catch {
        return nil
    }
}

/// The names that have a version, the newest first.
func newestFirst(_ names: [String], version: (String) -> RuntimeVersion?) -> [String] {
    names.compactMap { name in version(name).map { (name: name, version: $0) } }
        .sorted { ($1.version, $0.name) < ($0.version, $1.name) }
        .map(\.name)
}

/// A version that is the whole text, such as `3.12`; nil for `3-config`.
func onlyVersion(_ text: Substring) -> RuntimeVersion? {
    let isVersion = !text.isEmpty && text.utf8.allSatisfy { (48...57).contains($0) || $0 == 46 }
    return isVersion ? RuntimeVersion(parsing: String(text)) : nil
}

/// One directory name from a file of a person; nil for what could leave the directory.
func component(_ text: String) -> String? {
    let isName = !text.isEmpty && text != "." && text != ".." && !text.utf8.contains(47)
    return isName && !text.utf8.contains(0) ? text : nil
}
