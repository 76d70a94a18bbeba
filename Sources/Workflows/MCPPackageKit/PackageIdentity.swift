public import PackageModel

/// Which package of which ecosystem a source means, whatever its version.
public struct PackageIdentity: Hashable, Sendable {
    /// `npm`, `pypi` or `oci`.
    public let type: String
    /// The name as the ecosystem compares it; an image with its host.
    public let name: String

    init(type: String, name: String) {
        self.type = type
        self.name = normalized(name, type)
    }

    /// What a source of a package registry names; nil for every other source.
    public init?(_ source: SourceSpecification) {
        switch source {
        case .npm(let text): self.init(type: "npm", name: Self.name(text))
        case .pypi(let text): self.init(type: "pypi", name: Self.name(text))
        case .oci(let text): self.init(type: "oci", name: Self.repository(text))
        default: return nil
        }
    }

    /// What the source of a locked server names.
    init?(locked server: LockedServer) {
        guard let source = try? SourceSpecification(parsing: server.source, in: .manifest) else {
            return nil
        }
        self.init(source)
    }

    /// `@scope/name@1.0` and `name[extra]@1.0` without what follows the name.
    private static func name(_ text: String) -> String {
        let scope = text.hasPrefix("@") ? "@" : ""
        return scope + text.dropFirst(scope.count).prefix { !"@[".contains($0) }
    }

    /// `host:5000/repo:tag@sha256:…` without tag and digest.
    private static func repository(_ text: String) -> String {
        let name = wholeImage(String(text.prefix { $0 != "@" }))
        guard let slash = name.lastIndex(of: "/"), let colon = name[slash...].firstIndex(of: ":")
        else { return name }
        return String(name[..<colon])
    }
}
