internal import Cryptography

/// The name of a package that every ecosystem's tools understand, such as `pkg:npm/%40scope/name@1.0.0`.
///
/// Source: package-url/purl-spec, "How to build purl string from its components", and its types `npm`, `pypi`,
/// `oci` and `generic`. A colon is never encoded; a slash only outside of qualifiers.
public struct PackageURL: Hashable, Sendable, CustomStringConvertible {
    /// The canonical text.
    public let description: String

    /// Builds the text from parts that are not encoded yet; empty parts are left out.
    public init(
        type: String,
        namespace: [String] = [],
        name: String,
        version: String? = nil,
        qualifiers: [String: String] = [:]
    ) {
        let path = (namespace + [name]).filter { !$0.isEmpty }.map { encoded($0) }
        var text = "pkg:\(type)/" + path.joined(separator: "/")
        if let version, !version.isEmpty { text += "@" + encoded(version) }
        let pairs = qualifiers.filter { !$0.value.isEmpty }.sorted { $0.key < $1.key }
            .map { "\($0.key)=" + encoded($0.value, keeping: "/") }
        if !pairs.isEmpty { text += "?" + pairs.joined(separator: "&") }
        description = text
    }

    /// The package of a locked server, in its ecosystem's own terms.
    ///
    /// A bundle has no name of its own and takes the server's. What no ecosystem names is `generic`, with the
    /// checksum that pins it.
    public init(_ package: LockedPackage, of server: LockedServer) {
        let version = package.version ?? server.version
        switch (package.type, package.name) {
        case ("npm", let name?):
            // `@scope/name`; the scope keeps its capitals, the name may have none.
            let parts = name.split(separator: "/").map(String.init)
            self.init(
                type: "npm",
                namespace: Array(parts.dropLast()),
                name: parts.last?.lowercased() ?? "",
                version: version,
                qualifiers: package.revision
            )
        case ("pypi", let name?):
            self.init(
                type: "pypi",
                name: name.lowercased().replacing("_", with: "-"),
                version: version,
                qualifiers: package.revision
            )
        case ("oci", let name?): self.init(image: name, package)
        default: self.init(generic: package, of: server)
        }
    }

    private init(image: String, _ package: LockedPackage) {
        var qualifiers = ["repository_url": image]
        // What was asked for by its digest has no tag.
        qualifiers["tag"] = package.version.flatMap { $0.hasPrefix("sha256:") ? nil : $0 }
        self.init(
            type: "oci",
            name: image.split(separator: "/").last?.lowercased() ?? "",
            version: "sha256:" + package.sha256.hex,
            qualifiers: qualifiers
        )
    }

    private init(generic package: LockedPackage, of server: LockedServer) {
        var qualifiers = ["checksum": "sha256:" + package.sha256.hex]
        qualifiers["download_url"] = package.url
        let names = package.name.map { [$0] } ?? [server.name.namespace, server.name.name]
        self.init(
            type: "generic",
            namespace: Array(names.dropLast()),
            name: names[names.endIndex - 1],
            version: package.version ?? (package.name == nil ? server.version : nil),
            qualifiers: qualifiers
        )
    }
}

extension LockedPackage {
    /// Where a package was built from, when that is no file of its registry.
    fileprivate var revision: [String: String] {
        guard let url, url.hasPrefix("git+") else { return [:] }
        return ["vcs_url": url]
    }
}

/// Everything but letters, digits and `.-_~:` as `%XX` of its UTF-8.
private func encoded(_ text: String, keeping more: String = "") -> String {
    let digits = Array("0123456789ABCDEF".utf8)
    var bytes: [UInt8] = []
    for byte in text.utf8 {
        if isAlphanumeric(byte) || ".-_~:".utf8.contains(byte) || more.utf8.contains(byte) {
            bytes.append(byte)
        } else {
            bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
        }
    }
    return String(decoding: bytes, as: UTF8.self)
}
