public import Paths

extension LockedPackage {
    /// The directories below `node_modules` that its files go to; nil when one of them is no such place.
    ///
    /// A lock comes from a repository, so nothing of it reaches a path without this.
    public var npmPlaces: [RelativePath]? {
        let paths = places.compactMap { npmPlace($0) }
        return paths.count == places.count && !paths.isEmpty ? paths : nil
    }
}

/// A path of packages in `node_modules` directories in each other; nil for anything else.
public func npmPlace(_ text: String) -> RelativePath? {
    guard NPMPlace(text) != nil else { return nil }
    do throws(PathError) { return try RelativePath(parsing: text) } catch { return nil }
}
