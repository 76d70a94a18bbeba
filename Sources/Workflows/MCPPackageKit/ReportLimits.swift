/// Upper bounds of what the reports about closures look at and show.
enum ReportLimits {
    /// Steps of building one graph: nodes, edges and folders looked into.
    static let closureWork = 400_000
    /// Bytes of a place; no file system takes more.
    static let place = 4096
    /// Folders that one package of npm looks into; real ones stay below 10.
    static let folders = 64
    /// Paths that `why` shows for one server.
    static let paths = 20
    /// Levels that `tree` shows and steps of a path that `why` shows; real closures stay below 20.
    static let depth = 100
    /// Platforms of one lock; there are six.
    static let platforms = 64
    /// Seconds that `scan` waits for an answer (contract, section 5, rule 5).
    static let scanPatience = 2
}
