/// The platform tags that run on a system and every older one, newest first.
func platformTags(of platform: PlatformName, _ level: PythonTarget.SystemLevel) -> [String] {
    let architecture = platform.architecture.rawValue
    switch (platform.system, platform.library) {
    case (.macos, _): return macTags(platform.architecture, level)
    case (.linux, .musl):
        return (0...level.minor).reversed().map { "musllinux_\(level.major)_\($0)_\(architecture)" }
            + ["linux_" + architecture]
    case (.linux, _):
        return glibcTags(platform.architecture, level) + ["linux_" + architecture]
    }
}

/// Names that stood for one version of the C library before PEP 600.
private let legacyNames = [17: "manylinux2014", 12: "manylinux2010", 5: "manylinux1"]

private func glibcTags(
    _ architecture: PlatformName.Architecture,
    _ level: PythonTarget.SystemLevel
) -> [String] {
    // The first that the policies of manylinux know: 2.5 on Intel, 2.17 elsewhere.
    let oldest = architecture == .x86_64 ? 5 : 17
    guard level.major == 2, level.minor >= oldest else { return [] }
    return (oldest...level.minor).reversed().flatMap { minor in
        let legacy = legacyNames[minor].map { ["\($0)_\(architecture.rawValue)"] } ?? []
        return ["manylinux_2_\(minor)_\(architecture.rawValue)"] + legacy
    }
}

private func macTags(
    _ architecture: PlatformName.Architecture,
    _ level: PythonTarget.SystemLevel
) -> [String] {
    let isArm = architecture == .aarch64
    let formats =
        isArm
        ? ["arm64", "universal2"]
        : ["x86_64", "intel", "fat64", "fat32", "universal2", "universal"]
    let lastOfTen = level.major >= 11 ? 16 : level.minor
    var tags: [String] = []
    if level.major >= 11 {
        tags = (11...level.major).reversed().flatMap { major in
            formats.map { "macosx_\(major)_0_\($0)" }
        }
    }
    guard lastOfTen >= 4 else { return tags }
    // No Arm binary is older than 11; one for both may name the age of its Intel half.
    return tags
        + (4...lastOfTen).reversed().flatMap { minor in
            (isArm ? ["universal2"] : formats).map { "macosx_10_\(minor)_\($0)" }
        }
}
