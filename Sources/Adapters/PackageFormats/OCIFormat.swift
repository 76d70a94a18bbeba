public import PackageModel

/// Container images: started by an engine of the machine, by the digest of their manifest.
///
/// Source: server.json schema 2025-12-11, package type `oci`.
public struct OCIFormat: Sendable {
    /// There is nothing to configure.
    public init() {}

    /// `oci`.
    public var registryType: RegistryType { .oci }

    /// The image that a package is.
    /// - Throws: `ModelError.document` for what the type forbids, `.unsupported` for a server that speaks over HTTP.
    public func reference(of package: ServerPackage) throws(ModelError) -> ImageReference {
        for (member, isThere) in [
            ("version", package.version != nil),
            ("registryBaseUrl", package.registryBaseURL != nil),
            ("fileSha256", package.fileSHA256 != nil),
        ] where isThere {
            throw .document(
                kind: "server document",
                path: member,
                why: "an image is named by its identifier alone"
            )
        }
        guard package.transport.kind == .stdio else {
            throw .unsupported(
                what: "an image that speaks `\(package.transport.kind)` instead of standard input "
                    + "and output cannot be installed by this version of mcppkg",
                remedy: nil
            )
        }
        do throws(ModelError) {
            return try ImageReference(parsing: package.identifier)
        } catch {
            // A person typed nothing wrong here: the fault is the document's.
            throw .document(kind: "server document", path: "identifier", why: error.reason)
        }
    }

    /// How the server starts inside of its container, and what it asks for; without a package the image alone decides.
    /// - Throws: `ModelError.refused` for options and variables that no document may set.
    public func launch(_ package: ServerPackage?) throws(ModelError) -> ImageLaunch {
        try ImageLaunch(package: package)
    }
}
