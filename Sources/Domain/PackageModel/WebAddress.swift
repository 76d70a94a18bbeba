internal import Diagnostics

/// An `https` address, or an `http` one of this machine itself, taken apart.
///
/// Nothing but ASCII of RFC 3986 gets in, no user and password, and plain `http` only for loopback
/// hosts.
public struct WebAddress: Hashable, Sendable, CustomStringConvertible {
    /// `https` or `http`.
    public let scheme: String
    /// The host in lower case; an IPv6 address with its brackets.
    public let host: String
    /// The port, where one is named.
    public let port: UInt16?
    /// From the first slash on, as written; may be empty.
    public let path: String
    /// What follows `?`, as written.
    public let query: String?
    /// What follows `#`, as written.
    public let fragment: String?

    /// Takes an absolute address apart.
    /// - Throws: `ModelError.notA` with the rule it breaks.
    /// Source: RFC 3986, section 3.
    public init(parsing text: String) throws(ModelError) {
        let refuse = { (why: String) in ModelError.notA(kind: "web address", text: text, why: why) }
        let (schemeText, afterColon) = cut(text.utf8[...], at: UInt8(ascii: ":"))
        scheme = String(Substring(schemeText)).lowercased()
        guard ["https", "http"].contains(scheme), let afterColon, afterColon.starts(with: "//".utf8)
        else { throw refuse("it starts with `https://`") }
        guard text.utf8.count <= 2048, isWritten(afterColon) else {
            throw refuse("characters other than those of RFC 3986 are written as `%XX`")
        }
        let (front, fragmentText) = cut(afterColon.dropFirst(2), at: UInt8(ascii: "#"))
        let (place, queryText) = cut(front, at: UInt8(ascii: "?"))
        let authority = place.prefix { $0 != UInt8(ascii: "/") }
        guard !authority.contains(UInt8(ascii: "@")) else {
            // What stands before the `@` may be a secret, so it is not repeated.
            let why = "user and password do not belong in an address"
            throw .notA(kind: "web address", text: scheme + "://…@…", why: why)
        }
        guard let (host, port) = hostAndPort(authority) else {
            throw refuse("its host is malformed")
        }
        self.host = host
        self.port = port
        path = String(Substring(place.dropFirst(authority.count)))
        query = queryText.map { String(Substring($0)) }
        fragment = fragmentText.map { String(Substring($0)) }
        guard isMutated("source.plain-http") || scheme == "https" || isLoopback else {
            throw refuse("plain `http` is for loopback addresses only; write `https`")
        }
    }

    private init(_ other: WebAddress, fragment: String?) {
        scheme = other.scheme
        host = other.host
        port = other.port
        path = other.path
        query = other.query
        self.fragment = fragment
    }

    /// The same place without what follows `#`.
    public var withoutFragment: WebAddress { WebAddress(self, fragment: nil) }

    /// Whether the host is this machine by its name: `localhost`, 127.0.0.0/8 or `[::1]`.
    public var isLoopback: Bool { host == "localhost" || host == "[::1]" || isLoopbackIPv4(host) }

    /// The whole address, scheme and host in lower case.
    public var description: String {
        scheme + "://" + host + (port.map { ":\($0)" } ?? "") + path
            + (query.map { "?" + $0 } ?? "") + (fragment.map { "#" + $0 } ?? "")
    }
}

/// Whether only characters that RFC 3986 allows appear, and `%` only before two hexadecimal digits.
private func isWritten(_ bytes: Substring.UTF8View) -> Bool {
    var digitsDue = 0
    for byte in bytes {
        if digitsDue > 0 {
            guard hexadecimalValue(byte) != nil else { return false }
            digitsDue -= 1
        } else if byte == UInt8(ascii: "%") {
            digitsDue = 2
        } else if !isAlphanumeric(byte), !"-._~:/?#[]@!$&'()*+,;=".utf8.contains(byte) {
            return false
        }
    }
    return digitsDue == 0
}

/// The value of a hexadecimal digit of either case.
func hexadecimalValue(_ byte: UInt8) -> UInt8? {
    switch byte {
    case 48...57: byte - 48
    case 65...70: byte - 55
    case 97...102: byte - 87
    default: nil
    }
}

private func hostAndPort(_ authority: Substring.UTF8View) -> (String, UInt16?)? {
    let isBracketed = authority.first == UInt8(ascii: "[")
    let end: Substring.UTF8View.Index
    if isBracketed {
        guard let bracket = authority.firstIndex(of: UInt8(ascii: "]")) else { return nil }
        end = authority.index(after: bracket)
    } else {
        end = authority.firstIndex(of: UInt8(ascii: ":")) ?? authority.endIndex
    }
    let host = authority[..<end]
    let isHost = isBracketed ? isIPv6(host.dropFirst().dropLast()) : isRegisteredName(host)
    guard isHost else { return nil }
    let name = String(Substring(host)).lowercased()
    guard end != authority.endIndex else { return (name, nil) }
    guard authority[end] == UInt8(ascii: ":"),
        let port = versionNumber(authority[authority.index(after: end)...]).flatMap(
            UInt16.init(exactly:)
        ),
        port > 0
    else { return nil }
    return (name, port)
}

private func isRegisteredName(_ host: Substring.UTF8View) -> Bool {
    guard (1...253).contains(host.count) else { return false }
    let labels = host.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    return labels.allSatisfy { label in
        guard let first = label.first, let last = label.last else { return false }
        return isAlphanumeric(first) && isAlphanumeric(last)
            && label.allSatisfy { isAlphanumeric($0) || $0 == 45 || $0 == 95 }
    }
}

private func isIPv6(_ text: Substring.UTF8View) -> Bool {
    (2...45).contains(text.count) && text.contains(UInt8(ascii: ":"))
        && text.allSatisfy { hexadecimalValue($0) != nil || $0 == 58 || $0 == 46 }
}

private func isLoopbackIPv4(_ host: String) -> Bool {
    let parts = host.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    let numbers = parts.compactMap(versionNumber)
    return numbers.count == 4 && parts.count == 4 && numbers[0] == 127
        && numbers.allSatisfy { $0 < 256 }
}
