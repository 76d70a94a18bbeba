internal import Diagnostics
internal import Documents
internal import Filesystem
internal import PackageModel
internal import Paths

/// Who builds a Python source: the backend that its `pyproject.toml` names, else setuptools.
struct BuildSystem {
    /// What the backend needs to be there.
    let requires: [PythonRequirement]
    /// The object with the hooks.
    let backend: String
    /// Directories of the source that it is imported from.
    let paths: [String]

    private static let legacy = "setuptools.build_meta:__legacy__"

    /// Reads what a source says of itself.
    static func read(of work: BuildWorkshop, runtime: RuntimeFacts) throws -> BuildSystem {
        let file = work.source.appending("pyproject.toml")
        guard try Files.status(file, followingLinks: false)?.kind == .file else {
            return try BuildSystem(JSON.object(JSONObject([])), work.package)
        }
        try BuildStep(
            package: work.package,
            name: "pyproject.toml",
            program: runtime.executable,
            arguments: [
                "-I", "-S", "-c", SourceBuildDriver.table, file.description,
                work.answer("table").description,
            ],
            directory: work.source,
            scratch: work.scratch,
            readable: runtime.roots
        ).run()
        return try BuildSystem(work.read("table"), work.package)
    }

    private init(_ table: JSON, _ package: String) throws {
        let wanted = try Self.strings(table["requires"], package) ?? ["setuptools>=40.8.0"]
        requires = try Self.requirements(wanted, package)
        backend = table["build-backend"]?.string ?? Self.legacy
        paths = try Self.strings(table["backend-path"], package) ?? []
        for path in paths where path != "." {
            // Python joins it to the source; where it leads elsewhere, the sandbox would refuse it without a word.
            guard (try? RelativePath(parsing: path)) != nil else {
                throw BuildError.wrong(package: package, why: "its `backend-path` has `\(path)`")
            }
        }
        guard !backend.isEmpty, backend.utf8.allSatisfy({ $0 > 32 && $0 < 127 && $0 != 45 }) else {
            throw BuildError.wrong(package: package, why: "its `build-backend` is `\(backend)`")
        }
    }

    /// What the backend asks for beside that.
    func furtherRequirements(in work: BuildWorkshop) throws -> [PythonRequirement] {
        try hook("requires", in: work)
        let wanted = try Self.strings(work.read("requires"), work.package) ?? []
        return try Self.requirements(wanted, work.package)
    }

    /// Lets the backend make the wheel and returns what it is called; it lies in the output.
    func build(in work: BuildWorkshop) throws -> (WheelFileName, OpenFile) {
        try hook("wheel", in: work)
        guard let text = try work.read("wheel").string,
            let name = try? WheelFileName(parsing: text),
            let file = try work.file(in: "out", text)
        else { throw BuildError.wrong(package: work.package, why: "its build left no wheel") }
        return (name, file)
    }

    private func hook(_ step: String, in work: BuildWorkshop) throws {
        guard let environment = work.environment else { return }
        try BuildStep(
            package: work.package,
            name: step == "wheel" ? "build_wheel" : "get_requires_for_build_wheel",
            program: environment.appending("bin").appending("python"),
            arguments: [
                "-I", "-c", SourceBuildDriver.hook, step, work.answer(step).description,
                work.source.description, work.output.description, backend,
            ] + paths,
            path: environment.appending("bin").description + ":/usr/bin:/bin",
            directory: work.source,
            scratch: work.scratch,
            readable: [environment] + work.runtime.roots
        ).run()
    }

    private static func strings(_ value: JSON?, _ package: String) throws -> [String]? {
        guard let value else { return nil }
        guard let array = value.array, array.count <= BuildLimits.inputs else {
            throw BuildError.wrong(package: package, why: "what it is built with is no list")
        }
        return try array.map { item in
            guard let text = item.string else {
                throw BuildError.wrong(package: package, why: "what it is built with is no text")
            }
            return text
        }
    }

    private static func requirements(_ texts: [String], _ package: String) throws
        -> [PythonRequirement]
    {
        try texts.map { text in
            do throws(ModelError) { return try PythonRequirement(parsing: text) } catch {
                throw BuildError.wrong(package: package, why: error.reason)
            }
        }
    }
}
