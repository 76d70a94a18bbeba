internal import Documents
internal import PackageModel

/// What npm's own account of a failure means, together with what its gateway saw.
struct NPMDiagnosis {
    let gateway: NPMGateway
    let bound: NPMBound
    /// npm's standard output, which is JSON when it failed in an orderly way.
    let output: [UInt8]
    /// The end of its standard error.
    let errors: [UInt8]

    /// Codes of what npm tries beside its registry: `git`, which it does not find, and addresses that it cannot reach.
    private static let elsewhere: Set<String> = [
        "EACCES", "EAI_AGAIN", "ECONNREFUSED", "ENETUNREACH", "ENOENT", "ENOTFOUND", "EPERM",
        "ETIMEDOUT", "EUNSUPPORTEDPROTOCOL",
    ]

    /// The error to report.
    var error: NPMResolverError {
        if let failure = gateway.failure { return .registry(failure) }
        // What is not JSON leaves the end of standard error to be shown.
        let account = (try? JSON(parsing: output))?["error"]
        let code = account?["code"]?.string ?? ""
        let summary = account?["summary"]?.string ?? ""
        switch code {
        case "E404": return gateway.missing.last.map { .unknownPackage($0) } ?? unknown(code)
        case "ETARGET", "ENOVERSIONS": return noVersion(summary)
        case "ERESOLVE": return .conflict(explanation: explanation(account))
        default: break
        }
        let foreign = Self.elsewhere.contains(code) ? gateway.foreignDependencies : []
        return foreign.isEmpty ? unknown(code) : .foreign(dependencies: foreign)
    }

    /// `No matching version found for foo@^9.9.9.` or `No versions available for foo`.
    private func noVersion(_ summary: String) -> NPMResolverError {
        let words = summary.split(separator: "\n").first.map(String.init) ?? summary
        guard let start = words.range(of: " for ") else { return .noVersion(wanted: words) }
        var wanted = words[start.upperBound...].prefix { $0 != " " }
        if wanted.hasSuffix(".") { wanted = wanted.dropLast() }
        guard let name = name(in: wanted), let cutoff = bound.cutoff,
            let newest = gateway.shown(name)?.newestWithheld
        else { return .noVersion(wanted: String(wanted)) }
        return .withheld(
            wanted: String(wanted),
            newest: newest.version,
            publishedAt: newest.publishedAt,
            cutoff: cutoff
        )
    }

    private func name(in wanted: Substring) -> NPMName? {
        let mark = wanted.dropFirst().firstIndex(of: "@") ?? wanted.endIndex
        return try? NPMName(parsing: String(wanted[..<mark]))
    }

    /// The lines that say who wants what, without npm's advice.
    private func explanation(_ account: JSON?) -> String {
        let text = account?["detail"]?.string ?? account?["summary"]?.string ?? ""
        let lines = text.split(separator: "\n").map(String.init)
        let end = lines.firstIndex { $0.hasPrefix("Fix the upstream") } ?? lines.count
        return lines[..<end].prefix(12).map { line in
            String(line.drop { $0 == " " })
        }.joined(separator: "; ")
    }

    private func unknown(_ code: String) -> NPMResolverError {
        let account = (try? JSON(parsing: output))?["error"]?["summary"]?.string
        let lines = String(decoding: errors, as: UTF8.self).split(separator: "\n").map(String.init)
        let words = account ?? lines.suffix(3).joined(separator: "; ")
        return .npm(code: code.isEmpty ? "no code" : code, summary: String(words.prefix(500)))
    }
}

extension String {
    /// Where a text stands, by characters.
    fileprivate func range(of text: String) -> Range<Index>? { firstRange(of: text) }
}
