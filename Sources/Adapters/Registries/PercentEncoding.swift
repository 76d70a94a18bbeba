internal import Cryptography
public import Paths

/// A text as one path segment or query value, with everything but RFC 3986 unreserved encoded.
///
/// `/` becomes `%2F` and `+` becomes `%2B`; `.` and `..` become `%2E` and `%2E%2E`, which no server
/// and no proxy takes for a directory.
func percentEncoded(_ text: String) -> String {
    if text == "." || text == ".." { return text.map { _ in "%2E" }.joined() }
    var encoded: [UInt8] = []
    for byte in text.utf8 {
        switch byte {
        case 48...57, 65...90, 97...122, 45, 46, 95, 126: encoded.append(byte)
        default: encoded += Array("%\(hexadecimal([byte]).uppercased())".utf8)
        }
    }
    return String(decoding: encoded, as: UTF8.self)
}

/// The text that a percent-encoded one stands for; nil for a broken escape, invalid UTF-8 or NUL.
func percentDecoded(_ text: String) -> String? {
    let bytes = Array(text.utf8)
    var decoded: [UInt8] = []
    var index = 0
    while index < bytes.count {
        guard bytes[index] == UInt8(ascii: "%") else {
            decoded.append(bytes[index])
            index += 1
            continue
        }
        guard index + 2 < bytes.count, let high = nibble(bytes[index + 1]),
            let low = nibble(bytes[index + 2])
        else { return nil }
        decoded.append(high << 4 | low)
        index += 3
    }
    guard !decoded.contains(0) else { return nil }
    return String(validating: decoded, as: UTF8.self)
}

/// The path of a `file:///…` or `file://localhost/…` URL; nil for everything else.
///
/// Source: RFC 8089, section 2.
public func filePath(_ url: String) -> AbsolutePath? {
    guard url.lowercased().hasPrefix("file://") else { return nil }
    var rest = url.dropFirst("file://".count)
    if rest.lowercased().hasPrefix("localhost/") { rest = rest.dropFirst("localhost".count) }
    guard rest.hasPrefix("/"), !rest.contains("?"), !rest.contains("#"),
        let path = percentDecoded(String(rest))
    else { return nil }
    // It begins with a slash and holds no NUL, so that this cannot fail.
    return try? AbsolutePath(parsing: path)
}

/// A path as the `file://` URL that `filePath` reads.
public func fileURL(_ path: AbsolutePath) -> String {
    let names = path.description.utf8.split(separator: UInt8(ascii: "/"))
    return "file:///" + names.map { percentEncoded(String(Substring($0))) }.joined(separator: "/")
}

private func nibble(_ digit: UInt8) -> UInt8? {
    switch digit {
    case 48...57: digit - 48
    case 65...70: digit - 55
    case 97...102: digit - 87
    default: nil
    }
}
