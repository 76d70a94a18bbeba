internal import Cryptography
internal import Diagnostics
internal import Documents

/// Reads the facts of one table of a lock and names the table's line when one is missing.
struct LockfileFields {
    private let table: TOMLTable

    init(_ table: TOMLTable) { self.table = table }

    func text(_ key: String) throws(LockfileError) -> String {
        guard let text = try optionalText(key) else { throw missing(key) }
        return text
    }

    func optionalText(_ key: String) throws(LockfileError) -> String? {
        guard let value = table[key] else { return nil }
        guard let text = value.string, !text.isEmpty else { throw wrong(key, "a text") }
        return text
    }

    func texts(_ key: String) throws(LockfileError) -> [String] {
        guard let value = table[key] else { return [] }
        let texts = value.array?.compactMap(\.string)
        guard let texts, texts.count == value.array?.count, !texts.contains("") else {
            throw wrong(key, "a list of texts")
        }
        return texts
    }

    func integer(_ key: String) throws(LockfileError) -> Int? {
        guard let value = table[key] else { return nil }
        guard let number = value.integer, number >= 0 else {
            throw wrong(key, "a number that is not negative")
        }
        return number
    }

    func table(_ key: String) throws(LockfileError) -> TOMLTable? {
        guard let value = table[key] else { return nil }
        guard let inner = value.table else { throw wrong(key, "a table") }
        return inner
    }

    func tables(_ key: String) throws(LockfileError) -> [TOMLTable] {
        guard let value = table[key] else { return [] }
        guard let inner = value.tables else { throw wrong(key, "a list of tables") }
        return inner
    }

    func id(_ key: String) throws(LockfileError) -> InstanceID {
        let text = try text(key)
        do { return try InstanceID(parsing: text) } catch { throw broken(error) }
    }

    func name(_ key: String) throws(LockfileError) -> ServerName {
        let text = try text(key)
        do { return try ServerName(parsing: text) } catch { throw broken(error) }
    }

    func digest(_ key: String) throws(LockfileError) -> Digest {
        guard let digest = Digest(hex: try text(key)) else {
            throw wrong(key, "a SHA-256 of 64 lower-case hexadecimal digits")
        }
        return digest
    }

    /// A digest as `sha256:HEX`.
    func labelledDigest(_ key: String) throws(LockfileError) -> Digest? {
        guard let text = try optionalText(key) else { return nil }
        let label = "sha256:"
        guard text.hasPrefix(label), let digest = Digest(hex: String(text.dropFirst(label.count)))
        else { throw wrong(key, "`sha256:` with 64 lower-case hexadecimal digits") }
        return digest
    }

    func instant(_ key: String) throws(LockfileError) -> String? {
        guard let text = try optionalText(key) else { return nil }
        guard Instant(rfc3339: text) != nil else { throw wrong(key, "an RFC 3339 instant") }
        return text
    }

    func portable(_ key: String, orPath: Bool) throws(LockfileError) -> String {
        guard let text = try optionalPortable(key, orPath: orPath) else { throw missing(key) }
        return text
    }

    /// A text that means the same on every machine.
    func optionalPortable(_ key: String, orPath: Bool) throws(LockfileError) -> String? {
        guard let text = try optionalText(key) else { return nil }
        let isPortable = orPath ? isPortableReference(text) : isPortableURL(text)
        guard isMutated("lock.portable") || isPortable else {
            throw .notPortable(key: key, line: table.line)
        }
        return text
    }

    private func missing(_ key: String) -> LockfileError {
        .malformed(what: "`\(key)` is missing", line: table.line)
    }

    private func wrong(_ key: String, _ expected: String) -> LockfileError {
        .malformed(what: "`\(key)` is not \(expected)", line: table.line)
    }

    private func broken(_ error: ModelError) -> LockfileError {
        .malformed(what: error.reason, line: table.line)
    }
}
