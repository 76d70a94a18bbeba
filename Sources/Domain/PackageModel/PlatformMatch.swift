/// What the name of a file says about the machine it is for.
public enum PlatformMatch: Sendable, Equatable {
    /// Made for this platform by name.
    case exact
    /// Says nothing against it: no system named, or a static build that runs here as well.
    case neutral
    /// Made for another machine by name.
    case other
}

extension PlatformName {
    /// Reads a release file's name, such as `weather-1.2.0-darwin-arm64.mcpb`, by its words.
    ///
    /// A hint for choosing among several files of one release, never evidence: the bundle itself
    /// declares where it runs.
    public func match(fileName: String) -> PlatformMatch {
        let words = words(of: fileName)
        let systems = Set(words.compactMap { systemWords[$0] })
        let architectures = Set(words.compactMap { architectureWords[$0] })
        let processors = Set(architectures.filter { $0 != "any" })
        if !systems.isEmpty, !systems.contains(bundleName) { return .other }
        if !processors.isEmpty, !processors.contains(architecture.rawValue),
            processors.count == architectures.count
        {
            return .other
        }
        if library == .musl, words.contains("gnu") || words.contains("glibc") { return .other }
        // What is linked with musl is static and runs with glibc too, after what was made for
        // glibc.
        if library == .gnu, words.contains("musl") { return .neutral }
        return systems.isEmpty ? .neutral : .exact
    }
}

private let systemWords = [
    "darwin": "darwin", "macos": "darwin", "mac": "darwin", "macosx": "darwin", "osx": "darwin",
    "linux": "linux", "linux64": "linux",
    "win": "win32", "win32": "win32", "win64": "win32", "windows": "win32",
    "freebsd": "freebsd", "android": "android",
]

private let architectureWords = [
    "x64": "x86_64", "x86_64": "x86_64", "amd64": "x86_64", "linux64": "x86_64",
    "arm64": "aarch64", "aarch64": "aarch64",
    "x86": "x86", "i386": "x86", "i686": "x86", "ia32": "x86", "386": "x86",
    "arm": "arm", "armv6": "arm", "armv7": "arm", "armv7l": "arm", "armhf": "arm",
    "riscv64": "riscv64", "ppc64le": "ppc64le", "s390x": "s390x",
    "universal": "any", "universal2": "any",
]

private func words(of fileName: String) -> [String] {
    var words: [String] = []
    for part in fileName.lowercased().utf8.split(whereSeparator: { !isAlphanumeric($0) }) {
        let word = String(Substring(part))
        // `x86_64` falls apart at its underscore.
        if word == "64", words.last == "x86" {
            words[words.count - 1] = "x86_64"
        } else {
            words.append(word)
        }
    }
    return words
}
