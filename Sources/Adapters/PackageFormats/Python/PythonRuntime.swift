internal import Diagnostics
public import PackageModel
public import Paths

/// The Python that an environment is made for.
public struct PythonRuntime: Hashable, Sendable {
    /// The program, as an absolute path without links that change.
    public let executable: AbsolutePath
    /// Its version, such as 3.12.4.
    public let version: PythonVersion
    /// What it runs on.
    public let platform: PlatformName

    /// Takes the three facts.
    /// - Throws: `WheelError.runtime` for a path that no line of a file can hold, and a version without two numbers.
    public init(executable: AbsolutePath, version: PythonVersion, platform: PlatformName)
        throws(WheelError)
    {
        let path = executable.description
        guard isMutated("wheel.runtime-path") || printable(path) == path else {
            throw .runtime(why: "its path `\(printable(path))` has no plain text")
        }
        guard version.release.count >= 2, version.epoch == 0 else {
            throw .runtime(why: "`\(version)` is no version of Python")
        }
        self.executable = executable
        self.version = version
        self.platform = platform
    }

    /// `3.12`.
    public var series: String { "\(version.release[0]).\(version.release[1])" }

    /// Where packages lie in an environment, such as `lib/python3.12/site-packages`.
    public var sitePackages: String { "lib/python\(series)/site-packages" }
}
