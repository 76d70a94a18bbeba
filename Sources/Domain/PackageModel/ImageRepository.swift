internal import Diagnostics

/// A repository of container images: the host of a registry and a path on it.
///
/// Always in its whole form: `redis` is `docker.io/library/redis`.
/// Source: OCI distribution specification 1.1, "Pulling manifests"; Docker's reference grammar for the defaults.
public struct ImageRepository: Hashable, Sendable, CustomStringConvertible {
    /// Host and, where one is named, port; lower case; `docker.io` for Docker Hub.
    public let host: String
    /// The path, such as `library/redis`; lower case by its grammar.
    public let path: String

    /// The host whose API answers for Docker Hub.
    private static let hubAPI = "registry-1.docker.io"
    private static let hubNames: Set<String> = ["docker.io", "index.docker.io", hubAPI]

    init(_ text: Substring, in whole: String) throws(ModelError) {
        let (host, path) = Self.split(text)
        let address = try Self.address(host, in: whole)
        let isHub = Self.hubNames.contains(address)
        self.host = isHub ? "docker.io" : address
        self.path = isHub && !path.utf8.contains(UInt8(ascii: "/")) ? "library/\(path)" : "\(path)"
        guard
            self.path.split(separator: "/", omittingEmptySubsequences: false)
                .allSatisfy(isComponent), description.utf8.count <= 255
        else {
            throw refusal(
                of: whole,
                "a repository has lower-case letters, digits and single `.`, `_` and `-` between them, "
                    + "255 characters at most"
            )
        }
        try refuseSecretShape(whole)
    }

    /// `ghcr.io/acme/weather`.
    public var description: String { host + "/" + path }

    /// Whether the registry is on this machine, the only place that plain http is spoken with.
    public var isLoopback: Bool {
        // The host was accepted as one of a web address, so this does not fail.
        (try? WebAddress(parsing: "https://\(host)/"))?.isLoopback ?? false
    }

    /// The URL that the API's own paths follow, such as `https://ghcr.io/v2/acme/weather`.
    public var apiBase: String {
        let api = host == "docker.io" ? Self.hubAPI : host
        return "\(isLoopback ? "http" : "https")://\(api)/v2/\(path)"
    }

    /// The first part is a host only when it looks like one.
    private static func split(_ text: Substring) -> (host: Substring, path: Substring) {
        guard let slash = text.firstIndex(of: "/") else { return ("docker.io", text) }
        let first = text[..<slash]
        let isHost = first.contains(".") || first.contains(":") || first == "localhost"
        return isHost ? (first, text[text.index(after: slash)...]) : ("docker.io", text)
    }

    private static func address(_ host: Substring, in whole: String) throws(ModelError) -> String {
        // What could end a host in a URL is no part of one here.
        let isPlain = !host.utf8.contains { "/?#@".utf8.contains($0) }
        guard isPlain, let address = try? WebAddress(parsing: "https://\(host)/") else {
            throw refusal(of: whole, "its host is malformed")
        }
        return address.host + (address.port.map { ":\($0)" } ?? "")
    }

    /// Beginnings that a lock reads as the place of a secret; no registry is called so.
    private func refuseSecretShape(_ whole: String) throws(ModelError) {
        let name = host.prefix { $0 != ":" }
        guard !["op", "env", "file", "cmd"].contains(name) else {
            throw refusal(of: whole, "`\(name)` is not the name of a registry")
        }
    }
}

func refusal(of reference: String, _ why: String) -> ModelError {
    .notA(kind: "image reference", text: reference, why: why)
}

/// Accepts `[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*` and nothing else.
private func isComponent(_ text: Substring) -> Bool {
    guard let first = text.utf8.first, let last = text.utf8.last, isWord(first), isWord(last) else {
        return false
    }
    var marks: [UInt8] = []
    for byte in text.utf8 {
        if isWord(byte) {
            guard isSeparator(marks) else { return false }
            marks = []
        } else {
            marks.append(byte)
        }
    }
    return true
}

private func isWord(_ byte: UInt8) -> Bool { isAlphanumeric(byte) && !(65...90).contains(byte) }

private func isSeparator(_ marks: [UInt8]) -> Bool {
    marks.isEmpty || marks == [46] || marks == [95] || marks == [95, 95]
        || marks.allSatisfy { $0 == 45 }
}
