internal import Diagnostics
public import PackageModel

/// What WHEEL of a wheel says about the archive itself.
///
/// Source: binary distribution format, "File contents".
public struct WheelDescription: Hashable, Sendable {
    /// Whether files at the top are pure Python; in an environment both kinds go to one place.
    public let isPurelib: Bool
    /// The tags that the archive was built for, such as `py3-none-any`.
    public let tags: [String]
    /// Something a person may want to know: the format is newer than this version of mcppkg.
    public let warning: String?

    /// Reads the headers.
    /// - Throws: `WheelError.metadata` for what is malformed, `.unsupported` for another major version of the format.
    public init(parsing bytes: [UInt8], of wheel: WheelFileName) throws(WheelError) {
        guard let headers = HeaderLines(bytes, isWhole: true),
            let text = headers.only("wheel-version"),
            let (major, minor) = versionNumbers(text)
        else {
            throw .metadata(wheel: wheel, file: "WHEEL", why: "does not have one `Wheel-Version`")
        }
        guard isMutated("wheel.version-major") || major == 1 else {
            throw .unsupported(wheel: wheel, what: "its format has version \(major).\(minor)")
        }
        let purelib = headers.only("root-is-purelib")?.lowercased()
        guard purelib == "true" || purelib == "false" else {
            throw .metadata(wheel: wheel, file: "WHEEL", why: "does not have one `Root-Is-Purelib`")
        }
        isPurelib = purelib == "true"
        tags = headers.all("tag")
        warning =
            minor == 0 ? nil : "`\(wheel)` has version 1.\(minor) of its format, newer than 1.0"
    }
}

private func versionNumbers(_ text: String) -> (Int, Int)? {
    let parts = text.utf8.split(separator: 46, omittingEmptySubsequences: false)
    let numbers = parts.compactMap { part in
        part.allSatisfy { (48...57).contains($0) } ? Int(Substring(part)) : nil
    }
    guard parts.count == 2, numbers.count == 2 else { return nil }
    return (numbers[0], numbers[1])
}
