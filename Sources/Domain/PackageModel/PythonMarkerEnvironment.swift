/// What markers of requirements can ask about the Python that would run a package.
///
/// Source: PEP 508, environment markers; PEP 751 for `extras` and `dependency_groups`.
public struct PythonMarkerEnvironment: Hashable, Sendable {
    /// What a marker can ask for.
    public enum Variable: String, Sendable, CaseIterable {
        case pythonVersion = "python_version"
        case pythonFullVersion = "python_full_version"
        case osName = "os_name"
        case systemPlatform = "sys_platform"
        case platformRelease = "platform_release"
        case platformSystem = "platform_system"
        case platformVersion = "platform_version"
        case platformMachine = "platform_machine"
        case platformImplementation = "platform_python_implementation"
        case implementationName = "implementation_name"
        case implementationVersion = "implementation_version"
        case extra
        case extras
        case dependencyGroups = "dependency_groups"

        /// Reads a name; also those that were in use before PEP 508.
        init?(_ name: String) {
            let old = [
                "os.name": "os_name", "sys.platform": "sys_platform",
                "platform.version": "platform_version", "platform.machine": "platform_machine",
                "platform.python_implementation": "platform_python_implementation",
                "python_implementation": "platform_python_implementation",
            ]
            self.init(rawValue: old[name] ?? name)
        }

        /// Whether values are compared as versions where both sides are some.
        var isVersion: Bool {
            switch self {
            case .pythonVersion, .pythonFullVersion, .implementationVersion, .platformRelease: true
            default: false
            }
        }
    }

    /// The value of each variable; one that is missing is an empty text.
    public var values: [Variable: String]
    /// The extras that were asked for of the package whose requirements are read.
    public var extras: Set<PythonPackageName>

    /// The CPython of one version on one platform.
    ///
    /// `platform_release` and `platform_version` stay empty: a lock serves every machine of its platform, and these
    /// differ among them.
    public init(
        platform: PlatformName,
        version: PythonVersion,
        extras: Set<PythonPackageName> = []
    ) {
        let isLinux = platform.system == .linux
        let machine =
            switch (platform.system, platform.architecture) {
            case (.macos, .aarch64): "arm64"
            case (_, let architecture): architecture.rawValue
            }
        let numbers = version.release + [0]
        values = [
            .pythonVersion: "\(numbers[0]).\(numbers[1])",
            .pythonFullVersion: version.description,
            .implementationVersion: version.description,
            .osName: "posix",
            .systemPlatform: isLinux ? "linux" : "darwin",
            .platformSystem: isLinux ? "Linux" : "Darwin",
            .platformMachine: machine,
            .platformImplementation: "CPython",
            .implementationName: "cpython",
        ]
        self.extras = extras
    }

    /// The same with other extras.
    public func with(extras: Set<PythonPackageName>) -> PythonMarkerEnvironment {
        var copy = self
        copy.extras = extras
        return copy
    }
}
