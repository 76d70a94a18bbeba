internal import Diagnostics
public import PackageModel
public import Transport

/// A source of server documents that answers by name.
///
/// An implementation guarantees: every answer is bounded in bytes, entries and time; an entry's
/// name is the one that was asked for; nothing is taken from an answer that breaks the grammar;
/// deleted versions are in `versions`, marked as such.
public protocol RegistryClient: Sendable {
    /// Where it is, as a person configured it.
    var location: String { get }

    /// Every version of a server, in no particular order.
    /// - Throws: `RegistryError.unknownServer` when there is none.
    func versions(of name: ServerName) throws(RegistryError) -> [RegistryEntry]

    /// One version by its exact text; `latest` means nothing special here.
    func version(_ version: String, of name: ServerName) throws(RegistryError) -> RegistryEntry

    /// Servers whose name (or description) holds the text, one entry each, at most `limit`.
    func search(_ text: String, limit: Int) throws(RegistryError) -> [RegistryEntry]
}

/// The client for a configured place: `https://…`, `http://` on a loopback address, or `file://…`.
///
/// Nothing is opened or asked yet.
/// - Throws: `RegistryError.badLocation` for anything else.
public func registryClient(location: String, client: HTTPClient) throws(RegistryError)
    -> any RegistryClient
{
    guard location.lowercased().hasPrefix("file:") else {
        return try OfficialRegistry(location: location, client: client)
    }
    return try RegistryDirectory(location: location)
}

/// Whether an artifact at `url` may come from a registry at `location`.
///
/// https elsewhere always; a file or anything on this machine only when the registry is itself a
/// file or on a loopback address, so that a public registry cannot reach into a person's machine.
public func artifactIsAllowed(url: String, registry location: String) -> Bool {
    let isFile = url.lowercased().hasPrefix("file:")
    if isFile { return filePath(url) != nil && isLocal(location) }
    // Which rule the URL breaks does not matter to the answer.
    guard let address = try? Transport.WebAddress(parsing: url) else { return false }
    return isMutated("registry.local-artifact") || !address.isLocal || isLocal(location)
}

private func isLocal(_ location: String) -> Bool {
    if location.lowercased().hasPrefix("file:") { return filePath(location) != nil }
    let address = try? Transport.WebAddress(parsing: location)
    return address?.isLoopback ?? false
}
