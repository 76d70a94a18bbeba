public import Paths

/// A directory of the person that bundles may name, as in `${HOME}`.
public enum SystemDirectory: String, Sendable, CaseIterable {
    case home = "HOME"
    case desktop = "DESKTOP"
    case documents = "DOCUMENTS"
    case downloads = "DOWNLOADS"
}

/// Where the directories of this person are.
public struct SystemDirectories: Sendable, Equatable {
    private let paths: [SystemDirectory: AbsolutePath]

    /// The usual names below `home`; `others` replaces those that the desktop has put elsewhere.
    public init(home: AbsolutePath, others: [SystemDirectory: AbsolutePath] = [:]) {
        let usual: [SystemDirectory: AbsolutePath] = [
            .home: home,
            .desktop: home.appending("Desktop"),
            .documents: home.appending("Documents"),
            .downloads: home.appending("Downloads"),
        ]
        paths = usual.merging(others) { _, other in other }
    }

    /// The path of one directory as text.
    public subscript(directory: SystemDirectory) -> String {
        paths[directory]?.description ?? "/"
    }
}
