public import PackageModel

/// What mcppkg takes of the things that a registry document offers.
public enum PackageChoice: Sendable {
    /// A package of a kind it can install.
    case package(ServerPackage, format: any PackageFormat)
    /// An endpoint.
    case remote(ServerRemote)

    /// Takes the first package that one of the formats installs, else the first endpoint of a known kind.
    ///
    /// An endpoint is the second choice: it runs elsewhere, and only its address can be pinned.
    /// - Throws: `ModelError.unsupported` naming the kinds on offer.
    public init(from document: ServerDocument, formats: [any PackageFormat]) throws(ModelError) {
        for package in document.packages {
            guard let format = formats.first(where: { $0.registryType == package.registryType })
            else { continue }
            self = .package(package, format: format)
            return
        }
        guard let remote = document.remotes.first(where: { isReachable($0.kind) }) else {
            throw .unsupported(what: refusal(of: document), remedy: nil)
        }
        self = .remote(remote)
    }
}

private func isReachable(_ kind: TransportKind) -> Bool { kind == .streamableHTTP || kind == .sse }

private func refusal(of document: ServerDocument) -> String {
    let packages = names(document.packages.map(\.registryType.description))
    if !packages.isEmpty {
        return "packages of type \(packages) cannot be installed by this version of mcppkg"
    }
    let remotes = names(document.remotes.map(\.kind.description))
    if !remotes.isEmpty {
        return "remote servers of type \(remotes) cannot be linked by this version of mcppkg"
    }
    return "`\(document.name)` offers neither a package nor a remote server"
}

/// `npm`, or `npm` and `oci`; each name once, in the order of the document.
private func names(_ texts: [String]) -> String {
    var names: [String] = []
    for text in texts where !names.contains("`\(text)`") { names.append("`\(text)`") }
    guard let last = names.last, names.count > 1 else { return names.first ?? "" }
    return names.dropLast().joined(separator: ", ") + " and " + last
}
