internal import Diagnostics
public import PackageModel

/// What METADATA of a wheel says: who it is and what it needs.
///
/// Source: core metadata specifications 1.0 to 2.5.
public struct WheelMetadata: Hashable, Sendable {
    /// The package.
    public let name: PythonPackageName
    /// Its version.
    public let version: PythonVersion
    /// What it needs, in the order of the file.
    public let requirements: [PythonRequirement]
    /// Which versions of Python will do; nil where nothing is said.
    public let python: PythonSpecifierSet?
    /// The optional parts that it has, in order.
    public let extras: [PythonPackageName]
    /// What could not be understood and decides nothing.
    public let warnings: [String]

    /// Reads the headers; the description after them is not looked at.
    ///
    /// `bytes` are the start of the file, and `isWhole` says whether nothing follows them.
    /// - Throws: `WheelError.metadata` when name or version is missing or not that of the wheel's name.
    public init(parsing bytes: [UInt8], isWhole: Bool = true, of wheel: WheelFileName)
        throws(WheelError)
    {
        guard let headers = HeaderLines(bytes, isWhole: isWhole) else {
            throw .metadata(wheel: wheel, file: "METADATA", why: "has malformed headers")
        }
        name = try Self.name(headers, wheel)
        version = try Self.version(headers, wheel)
        var warnings: [String] = []
        var requirements: [PythonRequirement] = []
        for text in headers.all("requires-dist") {
            do throws(ModelError) {
                requirements.append(try PythonRequirement(parsing: text))
            } catch {
                // Whoever resolved has read it in some way; here it only decides what `why` can show.
                warnings.append(
                    "`\(wheel)` has a requirement that is not understood: \(error.reason)"
                )
            }
        }
        self.requirements = requirements
        let python = headers.only("requires-python")
        self.python = python.flatMap { try? PythonSpecifierSet(parsing: $0) }
        if let python, self.python == nil {
            warnings.append(
                "`\(wheel)` asks for Python `\(printable(python))`, which is not understood"
            )
        }
        extras = Set(
            headers.all("provides-extra").compactMap { try? PythonPackageName(parsing: $0) }
        )
        .sorted()
        self.warnings = Array(warnings.prefix(DocumentLimits.warnings))
    }

    /// Whether a Python of this version is one that the wheel asks for.
    public func runs(on version: PythonVersion) -> Bool {
        python?.contains(version, prereleases: true) ?? true
    }

    /// What is needed there for some of its extras, in the order of the file.
    public func requirements(in environment: PythonMarkerEnvironment) -> [PythonRequirement] {
        requirements.filter { $0.marker?.holds(in: environment) ?? true }
    }

    private static func name(_ headers: HeaderLines, _ wheel: WheelFileName) throws(WheelError)
        -> PythonPackageName
    {
        let text = headers.only("name")
        guard let text, let name = try? PythonPackageName(parsing: text) else {
            throw .metadata(wheel: wheel, file: "METADATA", why: "does not have one name")
        }
        guard isMutated("wheel.metadata-name") || name == wheel.distribution else {
            throw .metadata(wheel: wheel, file: "METADATA", why: "has the name `\(name)`")
        }
        return name
    }

    private static func version(_ headers: HeaderLines, _ wheel: WheelFileName) throws(WheelError)
        -> PythonVersion
    {
        let text = headers.only("version")
        guard let text, let version = try? PythonVersion(parsing: text) else {
            throw .metadata(wheel: wheel, file: "METADATA", why: "does not have one version")
        }
        guard isMutated("wheel.metadata-version") || version == wheel.version else {
            throw .metadata(wheel: wheel, file: "METADATA", why: "has the version `\(version)`")
        }
        return version
    }
}
