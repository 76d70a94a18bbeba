internal import Diagnostics
internal import PackageModel

/// Decides whether a text is an address that a server may be reached at.
///
/// https anywhere, http on this machine; no user name, no brace that was never filled in, nothing but plain ASCII.
enum EndpointAddress {
    /// Accepts an address.
    /// - Throws: `ModelError.document` for what is no address, `.refused` for plain http elsewhere.
    static func check(_ url: String) throws(ModelError) {
        guard url.utf8.count <= DocumentLimits.identifier, isPlain(url) else {
            throw malformed(url, "it holds a character that an address cannot have")
        }
        guard let (scheme, host) = parts(url) else {
            throw malformed(url, "not `https://HOST[:PORT]/…`")
        }
        guard isMutated("remote.scheme") || scheme == "https" || isLoopback(host) else {
            throw .refused(
                what: url,
                why: "plain http is accepted for loopback addresses only"
            )
        }
    }

    private static func malformed(_ url: String, _ why: String) -> ModelError {
        .document(kind: "remote server", path: String(url.prefix(200)), why: why)
    }

    private static func isPlain(_ url: String) -> Bool {
        url.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && !"\"<>\\^`{|}".utf8.contains($0) }
    }

    /// Scheme and host, both in small letters; nil for another scheme, a user name, or a host that is none.
    private static func parts(_ url: String) -> (scheme: String, host: String)? {
        let lower = url.lowercased()
        guard let scheme = ["https", "http"].first(where: { lower.hasPrefix($0 + "://") }) else {
            return nil
        }
        let authority = lower.dropFirst(scheme.count + 3).prefix { !"/?#".contains($0) }
        guard !authority.utf8.contains(UInt8(ascii: "@")) else { return nil }
        if authority.hasPrefix("[") { return literal(authority).map { (scheme, $0) } }
        let fields = authority.split(separator: ":", omittingEmptySubsequences: false)
        guard fields.count <= 2, let host = fields.first, isHost(host),
            fields.count == 1 || isPort(fields[1])
        else { return nil }
        return (scheme, String(host))
    }

    private static func literal(_ authority: Substring) -> String? {
        guard let end = authority.firstIndex(of: "]") else { return nil }
        let address = authority[...end]
        let rest = authority[authority.index(after: end)...]
        let isAddress = address.dropFirst().dropLast().allSatisfy {
            $0.isHexDigit || $0 == ":" || $0 == "."
        }
        guard isAddress, rest.isEmpty || rest.first == ":" && isPort(rest.dropFirst()) else {
            return nil
        }
        return String(address)
    }

    private static func isHost(_ host: Substring) -> Bool {
        let labels = host.split(separator: ".", omittingEmptySubsequences: false)
        return host.utf8.count <= 253
            && labels.allSatisfy { label in
                (1...63).contains(label.utf8.count)
                    && label.utf8.allSatisfy {
                        (48...57).contains($0) || (97...122).contains($0) || $0 == 45 || $0 == 95
                    }
            }
    }

    private static func isPort(_ text: Substring) -> Bool {
        guard (1...5).contains(text.utf8.count), let port = Int(text) else { return false }
        return (1...65535).contains(port) && text.first != "+"
    }

    private static func isLoopback(_ host: String) -> Bool {
        if host == "localhost" || host == "[::1]" || host.hasSuffix(".localhost") { return true }
        let numbers = host.split(separator: ".").compactMap { UInt8($0) }
        return numbers.count == 4 && numbers[0] == 127
            && host.utf8.allSatisfy { (48...57).contains($0) || $0 == 46 }
    }
}
