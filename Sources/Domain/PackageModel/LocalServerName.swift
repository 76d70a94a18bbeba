internal import Cryptography

extension ServerName {
    /// The name of a server that no registry names: `mcpb/weather`, `remote/mcp.example.com`.
    ///
    /// Every byte that a name cannot hold becomes a dash, and those at the ends go. A name of which
    /// too little is left, or that is longer than 120 bytes, gets a part of its digest, so that it
    /// stays another name than its neighbours. The kind is one of the contract's words: `mcpb`,
    /// `remote`, `npm`, `pypi`, `oci` or `git`.
    public static func local(kind: String, name: String) -> ServerName {
        let digest = Digest(of: name.utf8).short
        var kept = trimmingMarks(name.utf8.map { isAlphanumeric($0) || isMark($0) ? $0 : 45 })
        if kept.count < 2 { kept = kept + Array("server-\(digest)".utf8) }
        if kept.count > 120 {
            kept = trimmingMarks(Array(kept.prefix(107))) + Array("-\(digest)".utf8)
        }
        let text = kind + "/" + String(decoding: kept, as: UTF8.self)
        guard let parsed = try? ServerName(parsing: text) else {
            preconditionFailure("`\(kind)` is a word of two letters or more")
        }
        return parsed
    }
}

private func isMark(_ byte: UInt8) -> Bool { byte == 45 || byte == 46 || byte == 95 }

private func trimmingMarks(_ bytes: [UInt8]) -> [UInt8] {
    let front = bytes.drop { !isAlphanumeric($0) }
    guard let last = front.lastIndex(where: isAlphanumeric) else { return [] }
    return Array(front[...last])
}
