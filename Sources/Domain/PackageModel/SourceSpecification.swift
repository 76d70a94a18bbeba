public import Cryptography
internal import Diagnostics

/// Where a server comes from, as a person types it or a manifest says it (contract, section 3,
/// "Sources").
///
/// Nothing is looked up: paths stay texts that the caller resolves against its directory, names may
/// not exist.
public enum SourceSpecification: Hashable, Sendable {
    /// `io.github.acme/weather@^1.2`: a server of a configured registry.
    case registry(ServerName, VersionRequest)
    /// `./x.mcpb`: a bundle on this machine.
    case bundleFile(String)
    /// `https://…/x.mcpb#sha256=HEX`: a bundle elsewhere, with the digest that was named.
    case bundleURL(WebAddress, digest: Digest?)
    /// `./server.json`: a registry document on this machine.
    case documentFile(String)
    /// `./DIR`: a working directory.
    case directory(String)
    /// `https://…/mcp`: a server that runs elsewhere.
    case remote(WebAddress)
    /// `npm:…`, without the scheme.
    case npm(String)
    /// `pypi:…`, without the scheme.
    case pypi(String)
    /// `oci:…`, without the scheme.
    case oci(String)
    /// `git+…`, without `git+`.
    case git(String)
    /// One word: something to search for.
    case search(String)

    /// Reads a source.
    ///
    /// - Parameters:
    ///   - text: One line, as typed or written.
    ///   - place: Decides what a bare version means, and whether a search is possible.
    ///   - isFile: Whether a file of that name is there; asked only for a text such as `acme/x.mcpb`, which could be a
    ///     registry's name as well.
    /// - Throws: `ModelError.notA` naming the broken rule.
    public init(
        parsing text: String,
        in place: VersionRequest.Place,
        isFile: (String) -> Bool = { _ in false }
    ) throws(ModelError) {
        guard (1...4096).contains(text.utf8.count),
            trimmingSpaces(text).utf8.count == text.utf8.count,
            printable(text) == text
        else {
            let why = "it is one line of 1 to 4096 bytes without control characters"
            throw .notA(kind: "source", text: text, why: why)
        }
        if let named = try Self.schemed(text) {
            self = named
        } else if isPath(text) {
            self = Self.path(text)
        } else if isBundle(text), !text.utf8.contains(UInt8(ascii: "/")) || isFile(text) {
            // With `./`, so that the text reads the same way wherever it is written.
            self = .bundleFile("./" + text)
        } else if text.utf8.contains(UInt8(ascii: "/")) {
            self = try Self.named(text, in: place)
        } else {
            self = try Self.word(text, in: place)
        }
    }

    private static func schemed(_ text: String) throws(ModelError) -> SourceSpecification? {
        guard let (scheme, rest) = schemeAndRest(text) else { return nil }
        guard !rest.isEmpty else {
            throw .notA(kind: "source", text: text, why: "nothing follows the scheme")
        }
        switch scheme {
        case "npm": return .npm(rest)
        case "pypi": return .pypi(rest)
        case "oci": return .oci(rest)
        case "http", "https": return try web(text)
        case "file": return try file(text)
        case _ where scheme.hasPrefix("git+"): return .git(String(text.dropFirst(4)))
        default:
            let why = "`\(scheme):` is not one of https, file, npm, pypi, oci and git+https"
            throw .notA(kind: "source", text: text, why: why)
        }
    }

    private static func web(_ text: String) throws(ModelError) -> SourceSpecification {
        let address = try WebAddress(parsing: text)
        guard let fragment = address.fragment else {
            return isBundle(address.path)
                ? .bundleURL(address, digest: nil) : .remote(address)
        }
        guard isBundle(address.path) else {
            let why = "only the address of a bundle, which ends in `.mcpb`, may go on with `#`"
            throw .notA(kind: "source", text: text, why: why)
        }
        guard fragment.hasPrefix("sha256="), let digest = Digest(hex: String(fragment.dropFirst(7)))
        else {
            let why = "`#` is followed by `sha256=` and 64 lower-case hexadecimal digits"
            throw .notA(kind: "source", text: text, why: why)
        }
        return .bundleURL(address.withoutFragment, digest: digest)
    }

    private static func file(_ text: String) throws(ModelError) -> SourceSpecification {
        let rest = String(text.dropFirst("file:".count))
        let path = rest.hasPrefix("//localhost/") ? rest.dropFirst(11) : rest.dropFirst(2)
        guard rest.hasPrefix("//"), path.utf8.first == UInt8(ascii: "/"),
            !path.utf8.contains(where: "?#".utf8.contains), let decoded = percentDecoded(path.utf8),
            printable(decoded) == decoded
        else {
            throw .notA(kind: "source", text: text, why: "it reads `file:///absolute/path`")
        }
        return Self.path(decoded)
    }

    private static func path(_ text: String) -> SourceSpecification {
        if isBundle(text) { return .bundleFile(text) }
        return text.lowercased().hasSuffix(".json") ? .documentFile(text) : .directory(text)
    }

    private static func named(_ text: String, in place: VersionRequest.Place) throws(ModelError)
        -> SourceSpecification
    {
        guard text.utf8.first != UInt8(ascii: "@") else {
            throw .notA(kind: "source", text: text, why: "a package of npm is `npm:\(text)`")
        }
        let (name, request) = cut(text.utf8[...], at: UInt8(ascii: "@"))
        let server = try ServerName(parsing: String(Substring(name)))
        guard let request else { return .registry(server, .newest) }
        guard !request.isEmpty else {
            throw .notA(kind: "source", text: text, why: "a version follows the `@`")
        }
        let version = String(Substring(request))
        return .registry(server, try VersionRequest(parsing: version, in: place))
    }

    private static func word(_ text: String, in place: VersionRequest.Place) throws(ModelError)
        -> SourceSpecification
    {
        guard place == .commandLine, !text.utf8.contains(UInt8(ascii: "@")) else {
            throw .notA(
                kind: "source",
                text: text,
                why: "the whole name has the form `namespace/name`"
            )
        }
        return .search(text)
    }
}

extension SourceSpecification: CustomStringConvertible {
    /// The text of the source; reading it in the same place gives the same source.
    public var description: String {
        switch self {
        case .registry(let name, let request): name.description + request.description
        case .bundleFile(let text), .documentFile(let text), .directory(let text),
            .search(let text):
            text
        case .bundleURL(let address, let digest):
            address.description + (digest.map { "#sha256=" + $0.hex } ?? "")
        case .remote(let address): address.description
        case .npm(let text): "npm:" + text
        case .pypi(let text): "pypi:" + text
        case .oci(let text): "oci:" + text
        case .git(let text): "git+" + text
        }
    }
}

/// The scheme, when a letter and more letters, digits, `+`, `-` or `.` stand before the first
/// colon.
private func schemeAndRest(_ text: String) -> (scheme: String, rest: String)? {
    let (front, rest) = cut(text.utf8[...], at: UInt8(ascii: ":"))
    guard let rest, let first = front.first, (65...90).contains(first & 0xDF),
        front.allSatisfy({ isAlphanumeric($0) || $0 == 43 || $0 == 45 || $0 == 46 })
    else { return nil }
    return (String(Substring(front)).lowercased(), String(Substring(rest)))
}

private func isPath(_ text: String) -> Bool {
    [".", "..", "~"].contains(text)
        || ["./", "../", "/", "~/"].contains { text.utf8.starts(with: $0.utf8) }
}

private func isBundle(_ path: String) -> Bool {
    let name = path.lowercased()
    return name.hasSuffix(".mcpb") || name.hasSuffix(".dxt")
}

private func percentDecoded(_ text: Substring.UTF8View) -> String? {
    var bytes: [UInt8] = []
    var rest = text
    while let byte = rest.first {
        rest = rest.dropFirst()
        if byte != UInt8(ascii: "%") {
            bytes.append(byte)
            continue
        }
        let digits = rest.prefix(2).compactMap(hexadecimalValue)
        guard digits.count == 2 else { return nil }
        bytes.append(digits[0] << 4 | digits[1])
        rest = rest.dropFirst(2)
    }
    return String(validating: bytes, as: UTF8.self)
}
