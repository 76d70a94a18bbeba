/// The whole story in a temporary home, on an embedded registry, without network.
public struct Demo {
    private let environment: Environment

    /// Works beside the person's own home and never in it.
    public init(environment: Environment) { self.environment = environment }

    /// Runs every step and says each, with the command a person would type.
    /// - Returns: The titles of the steps.
    public func run(_ say: (String) -> Void) throws -> [String] { [] }
}
