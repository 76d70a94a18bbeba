internal import Diagnostics
internal import Documents
internal import Transport

/// A list of entries over as many pages as it takes, within the limits.
struct Listing {
    private let url: String
    private let client: HTTPClient
    /// Whether what has come so far answers the question.
    var isEnough: ([RegistryEntry]) -> Bool = { _ in false }

    init(_ url: String, _ client: HTTPClient) {
        self.url = url
        self.client = client
    }

    /// All entries; nil when the first answer has one of the statuses in `exceptions`.
    ///
    /// A list ends where `metadata.nextCursor` is absent, null or empty; an empty page is an end or
    /// a part like any other. A cursor that comes twice would never end and is malformed.
    func entries(_ query: [String], except exceptions: Set<Int> = [])
        throws(RegistryError) -> [RegistryEntry]?
    {
        let question = Question(url, client, until: RegistryLimits.deadline)
        var entries: [RegistryEntry] = []
        var seen: Set<String> = []
        var cursor: String?
        for _ in 0..<RegistryLimits.pages {
            let position = cursor.map { ["cursor=\(percentEncoded($0))"] } ?? []
            let answer = try question.ask(query + position)
            if cursor == nil, exceptions.contains(answer.status) { return nil }
            let page = try Page(answer.document(), from: answer.url)
            entries += page.entries
            guard entries.count <= RegistryLimits.versions else {
                throw .tooMuch(url: url, what: "entries", limit: RegistryLimits.versions)
            }
            guard let next = page.nextCursor, !isEnough(entries) else { return entries }
            guard seen.insert(next).inserted else {
                throw .malformed(url: url, why: "a page repeats the cursor of an earlier one")
            }
            cursor = next
        }
        throw .tooMuch(url: url, what: "pages", limit: RegistryLimits.pages)
    }
}

/// One page: `{"servers": [...], "metadata": {"nextCursor": …}}`.
struct Page {
    let entries: [RegistryEntry]
    let nextCursor: String?

    init(_ document: JSON, from url: String) throws(RegistryError) {
        guard let elements = document["servers"]?.array else {
            throw .malformed(url: url, why: "it has no list `servers`")
        }
        guard elements.count <= RegistryLimits.versions else {
            throw .tooMuch(url: url, what: "entries", limit: RegistryLimits.versions)
        }
        entries = try elements.map { (element) throws(RegistryError) in
            try RegistryEntry(element, from: url)
        }
        let cursor = document["metadata"]?["nextCursor"] ?? .null
        guard cursor == .null || cursor.string != nil else {
            throw .malformed(url: url, why: "`nextCursor` is not a string")
        }
        nextCursor = cursor.string.flatMap { $0.isEmpty ? nil : $0 }
    }
}
