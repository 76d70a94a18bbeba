internal import Diagnostics
internal import Documents

extension LockedPackage {
    /// Whether a lock may hold this place: a URL without a login, or a path beside the lock.
    public static func mayRecord(url: String) -> Bool { isPortableReference(url) }
}

/// A URL that another machine can use, without user name and password.
///
/// Plain http passes here, because who may use it depends on where it leads.
func isPortableURL(_ text: String) -> Bool {
    guard let (scheme, rest) = splitURL(text), isPlain(text) else { return false }
    guard ["https", "http"].contains(scheme.lowercased()) else { return false }
    // Some parsers read a backslash as a slash, others as a part of the host.
    guard !text.utf8.contains(UInt8(ascii: "\\")) else { return false }
    let authority = rest.utf8.prefix { !"/?#".utf8.contains($0) }
    return !authority.isEmpty && !authority.contains(UInt8(ascii: "@"))
}

/// A portable URL, a source in another form, or a path that stays relative.
///
/// The user name of `git+ssh` is the same for everybody and opens nothing.
func isPortableReference(_ text: String) -> Bool {
    if text.hasPrefix("git+ssh://") { return isPlain(text) }
    let address = text.hasPrefix("git+") ? String(text.dropFirst(4)) : text
    if splitURL(address) != nil { return isPortableURL(address) }
    let isAbsolute = text.hasPrefix("/") || text.hasPrefix("~") || text.hasPrefix("file:")
    return isPlain(text) && !isAbsolute && !text.utf8.contains(UInt8(ascii: "\\"))
}

/// What stands before and after the first `:`, when `//` follows it.
private func splitURL(_ text: String) -> (scheme: Substring, rest: Substring)? {
    guard let colon = text.firstIndex(of: ":") else { return nil }
    let rest = text[text.index(after: colon)...]
    return rest.hasPrefix("//") ? (text[..<colon], rest.dropFirst(2)) : nil
}

/// Whether a reviewer sees everything that the text holds.
private func isPlain(_ text: String) -> Bool { printable(text) == text }

/// Refuses `op://…`, `env:V`, `file:P` and `cmd:…` wherever they stand, in keys of a later version too.
///
/// A stranger's repository could otherwise name a secret of this machine and have it fetched.
func refuseSecretReferences(in table: TOMLTable) throws(LockfileError) {
    for member in table.members {
        guard isMutated("lock.secret-reference") || !refersToSecret(member.value) else {
            throw .secretReference(key: member.key, line: table.line)
        }
        for inner in innerTables(member.value) { try refuseSecretReferences(in: inner) }
    }
}

/// Whether the value, or an element of it, is a reference; tables are looked at on their own.
private func refersToSecret(_ value: TOML) -> Bool {
    switch value {
    case .string(let text):
        let text = text.lowercased()
        return ["op://", "env:", "file:", "cmd:"].contains { text.hasPrefix($0) }
    case .array(let elements): return elements.contains(where: refersToSecret)
    default: return false
    }
}

private func innerTables(_ value: TOML) -> [TOMLTable] {
    switch value {
    case .inline(let table), .section(let table): [table]
    case .sections(let tables): tables
    case .array(let elements): elements.flatMap(innerTables)
    default: []
    }
}
