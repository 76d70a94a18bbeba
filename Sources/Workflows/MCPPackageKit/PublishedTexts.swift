internal import PackageFormats
internal import PackageModel

/// The texts that a publisher wrote and a server would get: none of them may name the place of a secret.
///
/// A bundle or registry document comes from a stranger, and would read the person's secrets by name.
struct PublishedTexts {
    private let texts: [(place: String, text: String)]

    /// The texts of a bundle with its registry document: arguments, variables, defaults.
    init(_ plan: PrefixPlan) {
        let arguments = plan.launch.arguments.enumerated().compactMap { index, argument in
            argument.value.map { ("args[\(index)]", $0.description) }
        }
        let variables = plan.launch.environment.map { ($0.name, $0.value.description) }
        let defaults = plan.inputs.flatMap { input in input.defaults.map { (input.name, $0) } }
        texts = arguments + variables + defaults
    }

    /// The texts of an endpoint: what its headers and the parts of its address hold.
    init(_ remote: ServerRemote) {
        texts = (remote.headers + remote.variables).flatMap(Self.texts)
    }

    /// - Throws: `ConsentError.publishedSecretReference` with the first place.
    func refuseSecretReferences(server: ServerName) throws(ConsentError) {
        guard let found = texts.first(where: { isSecretReference($0.text) }) else { return }
        throw .publishedSecretReference(server: server.description, place: found.place)
    }

    private static func texts(_ named: NamedServerInput) -> [(place: String, text: String)] {
        let own = [named.input.value, named.input.defaultValue].compactMap { $0 }
        return own.map { (named.name, $0) } + named.input.variables.flatMap(texts)
    }
}
