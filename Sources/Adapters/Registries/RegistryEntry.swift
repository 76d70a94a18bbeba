public import Diagnostics
public import Documents
internal import PackageModel

/// One version of one server, as a registry answered.
public struct RegistryEntry: Sendable, Equatable {
    /// What the registry says of a version.
    public enum Status: String, Sendable {
        case active
        /// Works, but its publisher advises against it.
        case deprecated
        /// Taken down: never installed anew.
        case deleted
    }

    /// The `server` object in the publisher's form, unknown members included.
    public let document: JSON
    /// The document's `name`.
    public let name: String
    /// The document's `version`; 1 to 255 characters, none of them a control character.
    public let version: String
    /// Active where the registry says nothing.
    public let status: Status
    /// Why it is deprecated or deleted, in the registry's words.
    public let statusMessage: String?
    /// When it was published.
    public let publishedAt: Instant?
    /// Whether the registry flags it as the latest; nil where it says nothing.
    public let isLatest: Bool?
}

extension RegistryEntry {
    /// Reads one answer or element of a list: `{"server": …, "_meta": …}` or a bare document.
    ///
    /// - Throws: `RegistryError.malformed` for wrong types, a missing name or a version that is
    ///   none.
    /// Source: registry API v0.1, ServerResponse; unknown statuses count as deprecated, not as
    /// active.
    init(_ answer: JSON, from url: String) throws(RegistryError) {
        let document = answer["server"] ?? answer
        guard document.object != nil else {
            throw .malformed(url: url, why: "an entry has no `server` object")
        }
        guard let name = document["name"]?.string else {
            throw .malformed(url: url, why: "a server has no `name`")
        }
        guard let version = document["version"]?.string, isVersion(version) else {
            throw .malformed(url: url, why: "the version of `\(name)` is not a version")
        }
        let official = answer["server"] == nil ? nil : answer["_meta"]?[officialKey]
        self.document = document
        self.name = name
        self.version = version
        status = try Self.status(official?["status"], url)
        statusMessage = official?["statusMessage"]?.string
        publishedAt = official?["publishedAt"]?.string.flatMap(instant)
        isLatest = official?["isLatest"]?.bool
    }

    private static func status(_ value: JSON?, _ url: String) throws(RegistryError) -> Status {
        guard let value, value != .null else { return .active }
        guard let text = value.string else {
            throw .malformed(url: url, why: "a status is not a string")
        }
        return Status(rawValue: text) ?? .deprecated
    }

    /// The same entry, known to be about the server that was asked for.
    func named(_ name: ServerName) throws(RegistryError) -> RegistryEntry {
        guard isMutated("registry.name") || self.name == name.description else {
            throw .wrongName(asked: name, answered: self.name)
        }
        return self
    }
}

private let officialKey = "io.modelcontextprotocol.registry/official"

private func isVersion(_ text: String) -> Bool {
    (1...RegistryLimits.versionLength).contains(text.unicodeScalars.count)
        && text.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }
}

/// A time of this or the next century; arithmetic with others would leave its range.
private func instant(_ text: String) -> Instant? {
    guard text.hasPrefix("20") || text.hasPrefix("21") else { return nil }
    return Instant(rfc3339: text)
}

extension [RegistryEntry] {
    /// One entry a server, in the order in which the names first appear.
    ///
    /// The flagged one wins, then the one published last; lists are sorted by version as text,
    /// which says nothing about age.
    func newestOfEach() -> [RegistryEntry] {
        var order: [String] = []
        var best: [String: RegistryEntry] = [:]
        for entry in self where entry.status != .deleted {
            guard let known = best[entry.name] else {
                order.append(entry.name)
                best[entry.name] = entry
                continue
            }
            if entry.isNewer(than: known) { best[entry.name] = entry }
        }
        return order.compactMap { best[$0] }
    }
}

extension RegistryEntry {
    fileprivate func isNewer(than other: RegistryEntry) -> Bool {
        let isFlagged = isLatest == true
        guard isFlagged == (other.isLatest == true) else { return isFlagged }
        guard let mine = publishedAt, let theirs = other.publishedAt else { return true }
        return mine >= theirs
    }
}
