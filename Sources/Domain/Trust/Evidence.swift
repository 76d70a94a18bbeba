/// What an artifact was verified by; the raw values are those of `verified` in JSON output and in
/// the lock.
public enum Evidence: String, Hashable, Sendable, CaseIterable {
    /// The digest that the registry's document states.
    case registryDigest = "registry-digest"
    /// The digest that a person saw and accepted, or named after `#sha256=`.
    case localDigest = "local-digest"
    /// It was built on this machine, of a source whose digest the lock has.
    case built
    /// The commit of a repository that a person named.
    case gitCommit = "git-commit"
}
