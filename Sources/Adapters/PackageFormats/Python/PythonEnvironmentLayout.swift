public import PackageModel

/// How wheels become a private environment: one prefix that any Python of the series can start from.
///
/// The tree is the one that `uv pip sync` makes in a relocatable environment, apart from what installers write about
/// themselves. Nothing in it names the place of the prefix, which is not known before its files are.
/// Source: binary distribution format; PEP 405 for `pyvenv.cfg`; recording installed projects.
public enum PythonEnvironmentLayout {
    /// Lays out wheels; `package` of each placement is the position in the list.
    /// - Throws: `WheelError` for a file that may not be where it would go, for two wheels that bring different files
    ///   for one path, and for a wheel that wants another Python.
    public static func make(_ wheels: [VerifiedWheel], runtime: PythonRuntime) throws(WheelError)
        -> PrefixLayout
    {
        var builder = EnvironmentBuilder(runtime: runtime)
        try builder.addEnvironment()
        var distributions: [PythonPackageName: WheelFileName] = [:]
        for (package, wheel) in wheels.enumerated() {
            if let other = distributions.updateValue(wheel.name, forKey: wheel.name.distribution) {
                let path = wheel.name.distribution.description
                throw .conflict(path: path, first: other, second: wheel.name)
            }
            guard wheel.metadata.runs(on: runtime.version) else {
                let wanted = wheel.metadata.python?.description ?? ""
                let what = "it wants Python \(wanted), and this is \(runtime.version)"
                throw .unsupported(wheel: wheel.name, what: what)
            }
            try builder.add(wheel, package)
        }
        try builder.requireSeparateDirectories()
        return builder.layout
    }
}
