public import Cryptography
internal import Documents

/// One value that a server asks a person for.
public struct InputDeclaration: Sendable, Equatable {
    /// What the value has to be.
    public enum Kind: String, Sendable {
        case string, number, boolean, directory, file
        /// A file or a directory: registry documents do not tell them apart.
        case path
    }

    /// What the person calls it in `--input NAME=VALUE`.
    public let name: String
    /// What the value has to be.
    public let kind: Kind
    /// A short name for people.
    public var title: String?
    /// An explanation for people.
    public var summary: String?
    /// Whether the server cannot start without it.
    public var isRequired = false
    /// Whether it is a password, a token or the like.
    public var isSecret = false
    /// Whether there may be several values.
    public var isMultiple = false
    /// Used where the person says nothing; empty where there is none.
    public var defaults: [String] = []
    /// Whether defaults may name `${HOME}` and its like; what a person types never does.
    public var defaultsNameDirectories = false
    /// The only values allowed; empty where every value is.
    public var choices: [String] = []
    /// The least number allowed.
    public var minimum: Double?
    /// The greatest number allowed.
    public var maximum: Double?
    /// An example for people; never used as a value.
    public var placeholder: String?
    /// Variables that are exactly this value, so that `--env NAME=VALUE` gives it too.
    public var variables: [String] = []

    /// An input that is optional, public and single until its members say otherwise.
    public init(name: String, kind: Kind) {
        self.name = name
        self.kind = kind
    }

    /// What is used where the person says nothing, finished; empty where there is nothing.
    public func defaults(in directories: SystemDirectories) -> [String] {
        guard defaultsNameDirectories else { return defaults }
        return defaults.map { Substitution.expandingDirectories($0, directories) }
    }

    /// What the lock notices when it changes: everything that a person is asked to provide.
    var json: JSON {
        [
            "name": .string(name),
            "kind": .string(kind.rawValue),
            "required": .bool(isRequired),
            "secret": .bool(isSecret),
            "multiple": .bool(isMultiple),
            "defaults": .array(defaults.map { .string($0) }),
            "choices": .array(choices.map { .string($0) }),
        ]
    }
}

extension [InputDeclaration] {
    /// What the lock pins as that which a server asks for.
    public var digest: Digest {
        let sorted = self.sorted { $0.name < $1.name }.map(\.json)
        return Digest(of: JSON.array(sorted).bytes(.canonical))
    }

    /// Each name once: the first declaration, required or secret when any of that name is.
    public func merged() -> [InputDeclaration] {
        var merged: [InputDeclaration] = []
        for input in self {
            guard let index = merged.firstIndex(where: { $0.name == input.name }) else {
                merged.append(input)
                continue
            }
            merged[index].isRequired = merged[index].isRequired || input.isRequired
            merged[index].isSecret = merged[index].isSecret || input.isSecret
            merged[index].variables += input.variables
            if merged[index].defaults.isEmpty { merged[index].defaults = input.defaults }
        }
        return merged
    }

    /// The declaration that `name` means, as an input or as the variable that it fills.
    public func named(_ name: String) -> InputDeclaration? {
        first { $0.name == name } ?? first { $0.variables.contains(name) }
    }
}
