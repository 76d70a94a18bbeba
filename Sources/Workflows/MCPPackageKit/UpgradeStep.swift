internal import PackageModel

/// One step of an upgrade: what is asked of the registry, and what the manifest says afterwards.
struct UpgradeStep {
    /// What to resolve now.
    let asked: SourceSpecification
    /// The exact version that the manifest holds; nil where it may move.
    let held: String?
    /// The manifest's source once a version was chosen: the same range while it includes that, else one of its kind.
    let kept: (_ version: String) throws -> SourceSpecification

    /// Reads a manifest's source; nil for one that has no versions.
    /// - Throws: `ModelError` for a version that cannot be one.
    init?(_ source: SourceSpecification, to version: String?) throws {
        switch source {
        case .registry(let name, let request): try self.init(name, request, version)
        case .npm(let text): try self.init(npm: NPMSource(parsing: text, in: .manifest), version)
        case .pypi(let text): try self.init(pypi: PyPISource(parsing: text, in: .manifest), version)
        case .oci(let text) where version == nil:
            self.init(asked: .oci(text), held: nil) { _ in .oci(text) }
        default: return nil
        }
    }

    private init(
        asked: SourceSpecification,
        held: String?,
        kept: @escaping (_ version: String) throws -> SourceSpecification
    ) {
        self.asked = asked
        self.held = held
        self.kept = kept
    }

    private init(_ name: ServerName, _ request: VersionRequest, _ version: String?) throws {
        asked = .registry(name, try version.map(Self.exactly) ?? request)
        held = request.range.isExact ? request.range.description : nil
        kept = { chosen in .registry(name, try Self.range(request, including: chosen)) }
    }

    private init(npm source: NPMSource, _ version: String?) throws {
        let request = try version.map(Self.exactly) ?? source.request
        asked = .npm(NPMSource(name: source.name, request: request).description)
        held = source.request.range.isExact ? source.request.range.description : nil
        kept = { chosen in
            let range = try Self.range(source.request, including: chosen)
            return .npm(NPMSource(name: source.name, request: range).description)
        }
    }

    private init(pypi source: PyPISource, _ version: String?) throws {
        let exact = try version.map { try PythonVersion(parsing: $0) }
        let request = exact.map { PythonVersionRequest.range(.exactly($0)) } ?? source.request
        asked = .pypi(Self.text(source, request))
        held = source.request.range.isExact ? source.request.range.description : nil
        kept = { chosen in
            let version = try PythonVersion(parsing: chosen)
            let range = source.request.range
            if range.contains(version) { return .pypi(source.description) }
            let moved: PythonVersionRange =
                range.isExact ? .exactly(version) : .caret(from: version)
            return .pypi(Self.text(source, .range(moved)))
        }
    }

    private static func text(_ source: PyPISource, _ request: PythonVersionRequest) -> String {
        PyPISource(name: source.name, extras: source.extras, request: request).description
    }

    private static func exactly(_ version: String) throws -> VersionRequest {
        .range(.exactly(try VersionText(parsing: version)))
    }

    private static func range(_ request: VersionRequest, including version: String) throws
        -> VersionRequest
    {
        let chosen = try VersionText(parsing: version)
        if request.range.contains(chosen) { return request }
        return .range(request.range.isExact ? .exactly(chosen) : .caret(from: chosen))
    }
}
