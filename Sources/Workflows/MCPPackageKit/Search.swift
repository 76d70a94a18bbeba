internal import Diagnostics
internal import Documents
internal import Registries

/// Searches the configured registries.
public struct Search {
    /// One server that was found.
    public struct Result: Sendable {
        /// Its name.
        public let name: String
        /// Its newest version.
        public let version: String
        /// One sentence of its publisher.
        public let description: String
        /// Active, deprecated or deleted.
        public let status: String
        /// The registry that knows it.
        public let registry: String
    }

    private let environment: Environment

    /// Asks the registries of the person's settings.
    public init(environment: Environment) { self.environment = environment }

    /// At most `limit` results of each registry, in the order of their names.
    public func run(_ text: String, limit: Int) throws -> [Result] {
        guard (1...100).contains(limit) else {
            throw KitError.usage("`--limit` takes a number from 1 to 100")
        }
        var results: [Result] = []
        for registry in environment.settings.registries {
            let client = try registryClient(location: registry.location, client: environment.http)
            for entry in try client.search(text, limit: limit) where entry.status != .deleted {
                results.append(
                    Result(
                        name: entry.name,
                        version: entry.version,
                        description: entry.document["description"]?.string ?? "",
                        status: entry.status.rawValue,
                        registry: registry.name
                    )
                )
            }
        }
        return results.sorted { $0.name < $1.name }
    }
}
