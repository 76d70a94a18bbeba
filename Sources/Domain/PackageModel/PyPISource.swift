/// A package of PyPI as a person types it or a manifest says it: what follows `pypi:`, such as `name[extra]@^1.2`.
public struct PyPISource: Hashable, Sendable, CustomStringConvertible {
    /// The package.
    public let name: PythonPackageName
    /// Optional parts that were asked for, in order and each once.
    public let extras: [PythonPackageName]
    /// Which version.
    public let request: PythonVersionRequest

    /// Takes the three parts, extras in any order.
    public init(
        name: PythonPackageName,
        extras: [PythonPackageName] = [],
        request: PythonVersionRequest = .newest
    ) {
        self.name = name
        self.extras = Set(extras).sorted()
        self.request = request
    }

    /// Reads `name`, `name[extra,other]`, and either with `@` and a version or range after it.
    /// - Parameters:
    ///   - text: The text without `pypi:`.
    ///   - place: Decides what a bare version means.
    /// - Throws: `ModelError.notA` naming the broken rule.
    public init(parsing text: String, in place: VersionRequest.Place) throws(ModelError) {
        guard text.utf8.count <= 4096 else {
            let start = String(text.prefix(32)) + "…"
            throw .notA(kind: "package of PyPI", text: start, why: "it is too long")
        }
        let (front, version) = cut(text.utf8[...], at: UInt8(ascii: "@"))
        let package = String(Substring(front))
        guard !package.utf8.contains(where: "=<>!~^; \t".utf8.contains) else {
            let why = "a version follows an `@`, as in `name@1.2` or `name@>=1,<2`"
            throw .notA(kind: "package of PyPI", text: text, why: why)
        }
        let requirement = try PythonRequirement(parsing: package)
        guard let version else {
            self.init(name: requirement.name, extras: requirement.extras)
            return
        }
        guard !version.isEmpty else {
            throw .notA(kind: "package of PyPI", text: text, why: "a version follows the `@`")
        }
        self.init(
            name: requirement.name,
            extras: requirement.extras,
            request: try PythonVersionRequest(parsing: String(Substring(version)), in: place)
        )
    }

    /// What a resolver is asked for.
    public var requirement: PythonRequirement {
        PythonRequirement(name: name, extras: extras, specifiers: request.range.specifiers)
    }

    /// The same package with what the manifest says once `chosen` was locked.
    public func choosing(_ chosen: PythonVersion) -> PyPISource {
        PyPISource(
            name: name,
            extras: extras,
            request: .range(request.manifestRange(choosing: chosen))
        )
    }

    /// The text after `pypi:`; reading it in the same place gives the same source.
    public var description: String {
        name.description + extrasText(extras) + request.description
    }
}
