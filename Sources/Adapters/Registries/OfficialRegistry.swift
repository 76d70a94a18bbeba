internal import Diagnostics
internal import Documents
public import PackageModel
public import Transport

/// The HTTP API of the MCP registry, `/v0.1`, and every registry that speaks it.
///
/// Source: registry API v0.1 (generic registry API and the official registry's deviations from it).
public struct OfficialRegistry: RegistryClient {
    /// The base URL as configured.
    public let location: String
    private let base: String
    private let client: HTTPClient

    /// Accepts a base URL with or without a path, with or without the final `/v0.1`.
    /// - Throws: `RegistryError.badLocation` for another scheme, or a query.
    public init(location: String, client: HTTPClient) throws(RegistryError) {
        // Which rule is broken is in the error's own sentence.
        guard let address = try? Transport.WebAddress(parsing: location),
            !address.target.contains("?")
        else {
            throw .badLocation(location)
        }
        var base = address.description
        while base.hasSuffix("/") { base.removeLast() }
        self.base = base.hasSuffix("/v0.1") ? base : base + "/v0.1"
        self.location = location
        self.client = client
    }

    /// Every version, deleted ones included where the registry tells them.
    public func versions(of name: ServerName) throws(RegistryError) -> [RegistryEntry] {
        let path = "/servers/\(percentEncoded(name.description))/versions"
        let listing = Listing(base + path, client)
        // A registry that does not know the parameter may refuse it.
        var entries = try listing.entries(["include_deleted=true"], except: refusals.union([404]))
        if entries == nil { entries = try listing.entries([], except: [404]) }
        guard let entries, !entries.isEmpty else {
            throw .unknownServer(name, registry: location)
        }
        return try entries.map { (entry) throws(RegistryError) in try entry.named(name) }
    }

    /// One version; a deleted one too.
    public func version(_ version: String, of name: ServerName) throws(RegistryError)
        -> RegistryEntry
    {
        guard version != "latest" else {
            throw .unknownVersion(version, of: name, registry: location)
        }
        let path =
            "/servers/\(percentEncoded(name.description))/versions/\(percentEncoded(version))"
        let question = Question(base + path, client, until: RegistryLimits.deadline)
        var answer = try question.ask(["include_deleted=true"])
        if refusals.contains(answer.status) { answer = try question.ask([]) }
        if answer.status == 404 { throw .unknownVersion(version, of: name, registry: location) }
        let entry = try RegistryEntry(answer.document(), from: answer.url).named(name)
        guard entry.version == version else {
            throw .malformed(url: answer.url, why: "it is about version `\(entry.version)`")
        }
        return entry
    }

    /// Servers whose name or description holds the text; the registry's own search decides.
    public func search(_ text: String, limit: Int) throws(RegistryError) -> [RegistryEntry] {
        guard limit > 0 else { return [] }
        var listing = Listing(base + "/servers", client)
        let query = [
            "search=\(percentEncoded(text))",
            "limit=\(min(max(limit, 1), RegistryLimits.pageSize))",
        ]
        listing.isEnough = { $0.newestOfEach().count >= limit }
        // Registries without the flag answer `version=latest` with nothing.
        let flagged = query + ["version=latest"]
        var found = try listing.entries(flagged, except: refusals) ?? []
        if found.isEmpty { found = try listing.entries(query) ?? [] }
        // The registry's search takes these two for wildcards.
        if text.contains("%") || text.contains("_") { found = found.filter { $0.mentions(text) } }
        return Array(found.newestOfEach().prefix(limit))
    }
}

/// Statuses of a registry that does not take a parameter.
private let refusals: Set<Int> = [400, 405, 422, 501]

extension RegistryEntry {
    /// Whether name, title or description holds the text, in any case.
    func mentions(_ text: String) -> Bool {
        let wanted = text.lowercased()
        return [name, document["title"]?.string, document["description"]?.string]
            .contains { $0?.lowercased().contains(wanted) ?? false }
    }
}
