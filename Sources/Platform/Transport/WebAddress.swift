internal import Diagnostics

#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#else
internal import Darwin
#endif

/// An http or https URL in the narrow form that mcppkg asks: no user, no fragment, no odd spelling.
///
/// Whatever two parsers could read differently (backslashes, spaces, numbers as hosts, a second
/// `@`) is refused, so that libcurl connects to the host that was judged here.
public struct WebAddress: Hashable, Sendable, CustomStringConvertible {
    /// `http` or `https`.
    public let scheme: String
    /// Lower case; an IPv6 address in brackets.
    public let host: String
    /// The port, also when it is the scheme's own.
    public let port: Int
    /// Path and query as written; begins with `/`.
    public let target: String
    /// Whether the host is 127.0.0.0/8, ::1 or `localhost`: the only ones for plain http.
    public let isLoopback: Bool
    /// Whether the host means this machine in any spelling, 0.0.0.0 and `*.localhost` included.
    public let isLocal: Bool

    /// Reads a URL; a fragment is dropped.
    /// - Throws: `TransportError.refusedScheme` for other schemes and for http to another machine,
    ///   `.malformed` for everything that is not a plain URL.
    public init(parsing text: String) throws(TransportError) {
        guard let colon = text.firstIndex(of: ":") else {
            throw .malformed(url: text, why: "it has no scheme")
        }
        scheme = text[..<colon].lowercased()
        guard scheme == "https" || scheme == "http" else { throw .refusedScheme(url: text) }
        let rest = text[text.index(after: colon)...]
        guard rest.hasPrefix("//"), text.utf8.count <= 8192, text.utf8.allSatisfy(isURLByte) else {
            throw .malformed(url: text, why: "it holds what a URL cannot hold")
        }
        let body = rest.dropFirst(2).prefix { $0 != "#" }
        let authority = body.prefix { $0 != "/" && $0 != "?" }
        let tail = body[authority.endIndex...]
        target = tail.hasPrefix("/") ? String(tail) : "/" + tail
        guard !authority.contains("@") else {
            throw .malformed(
                url: text,
                why: "it holds a user name; credentials belong into `~/.netrc`"
            )
        }
        guard let place = Place(String(authority).lowercased()) else {
            throw .malformed(url: text, why: "its host or port is not spelled plainly")
        }
        host = place.host
        port = place.port ?? (scheme == "https" ? 443 : 80)
        isLoopback = place.reach == .loopback
        isLocal = place.reach != .elsewhere
        guard isMutated("transport.plain-http") || scheme == "https" || isLoopback else {
            throw .refusedScheme(url: text)
        }
    }

    /// Scheme, host and port: what credentials and connections belong to.
    public var origin: String { "\(scheme)://\(host):\(port)" }

    /// The URL as it is asked.
    public var description: String {
        let isUsual = port == (scheme == "https" ? 443 : 80)
        return "\(scheme)://\(host)\(isUsual ? "" : ":\(port)")\(target)"
    }
}

/// RFC 3986, section 2: unreserved, reserved and `%`.
private func isURLByte(_ byte: UInt8) -> Bool {
    switch byte {
    case 48...57, 65...90, 97...122: true
    default: "-._~:/?#[]@!$&'()*+,;=%".utf8.contains(byte)
    }
}

/// The part between `//` and the path.
private struct Place {
    enum Reach { case loopback, local, elsewhere }

    let host: String
    let port: Int?
    let reach: Reach

    init?(_ authority: String) {
        let isBracketed = authority.hasPrefix("[")
        let end =
            isBracketed
            ? authority.firstIndex(of: "]").map { authority.index(after: $0) }
            : authority.firstIndex(of: ":") ?? authority.endIndex
        guard let end else { return nil }
        host = String(authority[..<end])
        let rest = authority[end...]
        guard let found = isBracketed ? reachOfIPv6(host) : reachOfName(host) else { return nil }
        reach = found
        if rest.isEmpty {
            port = nil
        } else {
            let digits = rest.dropFirst()
            guard rest.hasPrefix(":"), (1...5).contains(digits.count),
                digits.utf8.allSatisfy({ (48...57).contains($0) }), let number = Int(digits),
                (1...65535).contains(number)
            else { return nil }
            port = number
        }
    }
}

private func reachOfName(_ host: String) -> Place.Reach? {
    let labels = host.split(separator: ".", omittingEmptySubsequences: false)
    guard host.utf8.count <= 253, let last = labels.last, labels.allSatisfy(isLabel) else {
        return nil
    }
    if host == "localhost" { return .loopback }
    if last == "localhost" { return .local }
    // libcurl reads `0x7f.1` and `2130706433` as addresses; only the dotted form is accepted.
    let isNumeric = last.utf8.allSatisfy { (48...57).contains($0) } || last.hasPrefix("0x")
    guard isNumeric else { return .elsewhere }
    let parts = labels.compactMap { UInt8($0) }
    guard parts.count == 4, parts.map(String.init).joined(separator: ".") == host else {
        return nil
    }
    return reach(ofIPv4: parts)
}

private func isLabel(_ label: Substring) -> Bool {
    (1...63).contains(label.utf8.count)
        && label.utf8.allSatisfy { byte in
            switch byte {
            case 48...57, 97...122, 45, 95: true
            default: false
            }
        }
}

private func reachOfIPv6(_ host: String) -> Place.Reach? {
    var bytes = [UInt8](repeating: 0, count: 16)
    // inet_pton writes exactly 16 bytes and accepts no zone.
    guard unsafe inet_pton(AF_INET6, String(host.dropFirst().dropLast()), &bytes) == 1 else {
        return nil
    }
    guard bytes[..<10].allSatisfy({ $0 == 0 }) else { return .elsewhere }
    if bytes[10...11].elementsEqual([0xFF, 0xFF]) { return reach(ofIPv4: Array(bytes[12...])) }
    guard bytes[10..<15].allSatisfy({ $0 == 0 }) else { return .elsewhere }
    return bytes[15] == 1 ? .loopback : bytes[15] == 0 ? .local : .elsewhere
}

private func reach(ofIPv4 bytes: [UInt8]) -> Place.Reach {
    bytes[0] == 127 ? .loopback : bytes[0] == 0 ? .local : .elsewhere
}
