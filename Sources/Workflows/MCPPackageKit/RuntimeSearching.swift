internal import PackageFormats
internal import PackageModel
internal import Paths

/// Finds the Python or Node of this machine for one server.
struct RuntimeSearching {
    let environment: Environment

    /// The first in the range, with what it needs to read.
    /// - Throws: `ModelError.unsupported` naming what was looked for and what was found.
    func find(_ runtime: LaunchRuntime, _ range: VersionConstraint?) throws
        -> (executable: AbsolutePath, version: String, roots: [AbsolutePath])
    {
        let finder = RuntimeFinder(search: environment.runtimeSearch) { executable, arguments in
            let run = CapturedRun(
                program: executable,
                arguments: arguments,
                directory: nil,
                environment: environment
            )
            // An interpreter that cannot say its version is passed over like one that is not there.
            guard let answer = try? run.run(patience: .seconds(10)), answer.status == 0 else {
                return nil
            }
            return String(decoding: answer.bytes, as: UTF8.self)
        }
        let found = try finder.find(runtime, allowing: range)
        return (found.executable, found.version.description, [found.executable])
    }
}
