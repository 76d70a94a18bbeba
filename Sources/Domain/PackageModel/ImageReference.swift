public import Cryptography
internal import Diagnostics

/// A container image as people name it: `[host[:port]/]path[:tag][@sha256:hex]`.
///
/// With a tag and a digest the digest decides and the tag is a remark; with neither the tag is `latest`.
public struct ImageReference: Hashable, Sendable, CustomStringConvertible {
    /// Where the image is.
    public let repository: ImageRepository
    /// The tag, where one was named, or `latest` where nothing was.
    public let tag: String?
    /// The digest, where one was named.
    public let digest: Digest?

    /// Reads a reference; a host without tag and digest gets what Docker would add.
    /// - Throws: `ModelError.notA` naming the broken rule.
    public init(parsing text: String) throws(ModelError) {
        guard (1...512).contains(text.utf8.count), text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F })
        else { throw refusal(of: text, "it is one word of at most 512 characters") }
        let at = text.firstIndex(of: "@")
        let front = text[..<(at ?? text.endIndex)]
        digest = try at.map { (at) throws(ModelError) in
            try Self.digest(text[text.index(after: at)...], in: text)
        }
        let slash = front.lastIndex(of: "/") ?? front.startIndex
        let colon = front[slash...].firstIndex(of: ":")
        repository = try ImageRepository(front[..<(colon ?? front.endIndex)], in: text)
        let named = colon.map { String(front[front.index(after: $0)...]) }
        tag = named ?? (digest == nil ? "latest" : nil)
        guard tag.map(isTag) ?? true else {
            throw refusal(
                of: text,
                "a tag has 1 to 128 letters, digits, `_`, `.` and `-`, and begins with no mark"
            )
        }
    }

    private static func digest(_ text: Substring, in whole: String) throws(ModelError) -> Digest {
        guard text.hasPrefix("sha256:"), let digest = Digest(hex: String(text.dropFirst(7))) else {
            throw refusal(of: whole, "`@` is followed by `sha256:` and 64 lower-case digits")
        }
        return digest
    }

    /// The whole form, such as `docker.io/library/redis:7`.
    public var description: String {
        repository.description + (tag.map { ":" + $0 } ?? "")
            + (digest.map { "@sha256:" + $0.hex } ?? "")
    }

    /// What a registry is asked for: the digest, or else the tag.
    public var asked: String { digest.map { "sha256:" + $0.hex } ?? tag ?? "latest" }

    /// Whether what it names can become another image tomorrow.
    public var isMovable: Bool { digest == nil }
}

private func isTag(_ text: String) -> Bool {
    guard let first = text.utf8.first, isAlphanumeric(first) || first == 95,
        text.utf8.count <= 128
    else { return false }
    return text.utf8.allSatisfy { isAlphanumeric($0) || $0 == 95 || $0 == 46 || $0 == 45 }
}

/// A server that is named by its image: what follows `oci:` in a source.
public struct OCISource: Hashable, Sendable {
    /// The image.
    public let reference: ImageReference

    /// Reads what follows `oci:`.
    /// - Throws: `ModelError.notA` naming the broken rule.
    public init(parsing text: String) throws(ModelError) {
        guard !text.contains("://"), !text.hasPrefix("//") else {
            throw refusal(
                of: text,
                "no `//` belongs after `oci:`; write `oci:ghcr.io/acme/weather`"
            )
        }
        reference = try ImageReference(parsing: text)
    }

    /// The source in its whole form, as a manifest holds it.
    public var specification: SourceSpecification { .oci(reference.description) }

    /// The name of a server that no registry document names.
    public var serverName: ServerName {
        let repository = reference.repository
        let isHub = repository.host == "docker.io"
        return .local(kind: "oci", name: isHub ? repository.path : repository.description)
    }
}
