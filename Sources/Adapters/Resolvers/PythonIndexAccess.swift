public import PackageModel
public import Paths
public import Resolution

/// What a resolution needs of an index; each function may be called on several threads at a time.
public struct PythonIndexAccess: Sendable {
    /// The index as configured, for errors.
    public let location: String
    /// The page of a project; nil when the index has none.
    public let project: @Sendable (PythonPackageName) throws(PythonResolutionError) -> PyPIProject?
    /// The metadata of a file, checked where that is possible; nil when the index has it in the file only.
    public let metadata: @Sendable (PyPIFile) throws(PythonResolutionError) -> [UInt8]?
    /// A wheel as a file whose digest has been compared with that of the page.
    public let wheel: @Sendable (PyPIFile) throws(PythonResolutionError) -> AbsolutePath

    /// Takes the functions.
    public init(
        location: String,
        project:
            @escaping @Sendable (PythonPackageName) throws(PythonResolutionError) ->
            PyPIProject?,
        metadata: @escaping @Sendable (PyPIFile) throws(PythonResolutionError) -> [UInt8]?,
        wheel: @escaping @Sendable (PyPIFile) throws(PythonResolutionError) -> AbsolutePath
    ) {
        self.location = location
        self.project = project
        self.metadata = metadata
        self.wheel = wheel
    }
}
