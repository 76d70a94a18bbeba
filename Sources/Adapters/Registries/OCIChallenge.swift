/// What a registry wants of somebody who is not logged in: the Bearer scheme of `WWW-Authenticate`.
///
/// Source: RFC 9110, section 11.6.1; distribution specification, token authentication.
struct OCIChallenge: Equatable {
    /// Where a token is to be had.
    let realm: String
    /// Whom the token is for, in the registry's words.
    let service: String?

    /// Finds the Bearer challenge of a header line; nil when there is none, or it is broken.
    init?(header: String) {
        guard header.utf8.count <= OCILimits.challenge else { return nil }
        var reader = ChallengeReader(text: Array(header.utf8)[...])
        while let scheme = reader.word() {
            guard let parameters = reader.parameters() else { return nil }
            guard scheme.lowercased() == "bearer" else { continue }
            guard let realm = parameters["realm"], !realm.isEmpty else { return nil }
            self.realm = realm
            service = parameters["service"]
            return
        }
        return nil
    }
}

/// Reads schemes and their parameters from left to right.
private struct ChallengeReader {
    var text: ArraySlice<UInt8>

    /// The next token; nil where there is none.
    mutating func word() -> String? {
        skip(" \t,")
        let word = text.prefix(while: isTokenByte)
        text = text.dropFirst(word.count)
        return word.isEmpty ? nil : String(decoding: word, as: UTF8.self)
    }

    /// `name=value` pairs up to the next scheme or the end; nil for an open quotation or other nonsense.
    mutating func parameters() -> [String: String]? {
        var found: [String: String] = [:]
        while true {
            let before = text
            guard let name = word() else { return text.isEmpty ? found : nil }
            skip(" \t")
            guard text.first == UInt8(ascii: "=") else {
                // No pair: this was the next scheme.
                text = before
                return found
            }
            text = text.dropFirst()
            skip(" \t")
            guard let value = value() else { return nil }
            // The first of two is what others read as well.
            if found[name.lowercased()] == nil { found[name.lowercased()] = value }
        }
    }

    private mutating func value() -> String? {
        guard text.first == UInt8(ascii: "\"") else { return word() }
        text = text.dropFirst()
        var bytes: [UInt8] = []
        while let byte = text.popFirst() {
            if byte == UInt8(ascii: "\"") { return String(validating: bytes, as: UTF8.self) }
            if byte == UInt8(ascii: "\\") {
                guard let escaped = text.popFirst() else { return nil }
                bytes.append(escaped)
            } else {
                bytes.append(byte)
            }
        }
        return nil
    }

    private mutating func skip(_ bytes: String) {
        text = text.drop { bytes.utf8.contains($0) }
    }
}

private func isTokenByte(_ byte: UInt8) -> Bool {
    switch byte {
    case 48...57, 65...90, 97...122: true
    default: "!#$%&'*+-.^_`|~/:".utf8.contains(byte)
    }
}
