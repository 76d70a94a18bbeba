internal import Cryptography
internal import Diagnostics
internal import Documents
internal import Filesystem
internal import PackageFormats
internal import PackageModel
internal import Paths
internal import Store
internal import Trust

/// Makes wheels of Python sources: confined, without network, from what the lock pins.
///
/// The code of a package runs here and nowhere else, after somebody accepted it or a lock that says so.
/// Source: PEP 517 and 518.
struct SourceBuild {
    let environment: Environment
    let staging: Staging
    /// The Python that it is built with, and for.
    let runtime: RuntimeFacts

    /// Chooses what packages are built with.
    typealias Resolve = (_ wanted: [PythonRequirement]) throws -> [LockedPackage]

    private var notes: BuiltWheels { BuiltWheels(environment: environment) }

    /// The same package with what it is built with.
    ///
    /// Its code runs already here, to say what it needs.
    func pinned(_ source: LockedPackage, resolve: Resolve) throws -> LockedPackage {
        let work = try workshop(source)
        let system = try BuildSystem.read(of: work, runtime: runtime)
        var inputs = try inputs(system.requires, resolve)
        try install(inputs, in: work)
        let further = try system.furtherRequirements(in: work)
        if !further.isEmpty { inputs = try self.inputs(system.requires + further, resolve) }
        var package = source
        package.build = BuildInputs(inputs).text
        return package
    }

    /// The wheel of a package whose line in the lock says what it is built with; built here unless it was before.
    func wheel(of package: LockedPackage) throws -> BuiltWheel {
        guard let inputs = package.build.flatMap(BuildInputs.init(parsing:)) else {
            throw BuildError.notPinned(package: package.buildTitle)
        }
        let key = key(package)
        if let known = try notes.wheel(key) { return known }
        environment.interaction.say(
            "building \(printable(package.buildTitle)) from its source, confined and without network"
        )
        let work = try workshop(package)
        try install(try located(inputs, package), in: work)
        let system = try BuildSystem.read(of: work, runtime: runtime)
        let (name, file) = try system.build(in: work)
        try check(name, package)
        return try notes.admit(file, name, as: key)
    }

    /// The packages with their wheels in the place of sources, and the wheels that were made.
    func prepared(_ packages: [LockedPackage]) throws -> (packages: [LockedPackage], made: [Digest])
    {
        var made: [Digest] = []
        let prepared = try packages.map { package in
            guard package.build != nil else { return package }
            let wheel = try wheel(of: package)
            made.append(wheel.sha256)
            return wheel.stands(for: package)
        }
        return (prepared, made)
    }

    /// A source, unpacked for writing, with room for the rest.
    private func workshop(_ package: LockedPackage) throws -> BuildWorkshop {
        let isGit = package.url?.hasPrefix("git+") ?? false
        if isGit { try GitCheckout(environment: environment, staging: staging).require(package) }
        guard isGit || package.fileName.hasSuffix(".tar.gz") else {
            throw BuildError.unsupported(
                package: package.buildTitle,
                why: "its source `\(package.fileName)` is no `.tar.gz`"
            )
        }
        let wanted = WantedTree(artifact: package.artifact(environment), shape: .npm)
        let tree = try ClosureFetcher(environment: environment, staging: staging).trees(for: [
            wanted
        ])[0]
        let names = Set(tree.seal.entries.map(\.path.description))
        guard !names.isDisjoint(with: ["pyproject.toml", "setup.py"]) else {
            let isNode = names.contains("package.json")
            throw BuildError.unsupported(
                package: package.buildTitle,
                why: isNode
                    ? "it is a package of npm, which is installed from a registry only"
                    : "it has neither `pyproject.toml` nor `setup.py`"
            )
        }
        let scratch = try staging.directory.make("build-" + hexadecimal(randomBytes(8)))
        _ = try scratch.make("out")
        _ = try scratch.make("answers")
        return BuildWorkshop(
            package: package.buildTitle,
            root: scratch,
            source: try SourceCopy.make("source", in: scratch, of: tree),
            runtime: runtime
        )
    }

    // MARK: What it is built with

    private func inputs(_ wanted: [PythonRequirement], _ resolve: Resolve) throws
        -> [BuildInputs.Input]
    {
        guard !wanted.isEmpty else { return [] }
        return try resolve(wanted).map { package in
            BuildInputs.Input(
                name: try WheelFileName(parsing: package.fileName),
                sha256: package.sha256
            )
        }
    }

    private func target() throws -> PythonTarget {
        let release = try PythonVersion(parsing: runtime.version).release
        return try PythonTarget(
            platform: environment.platform,
            major: Int(clamping: release.first ?? 0),
            minor: Int(clamping: release.dropFirst().first ?? 0),
            level: .newest(of: environment.platform)
        )
    }

    private func located(_ inputs: BuildInputs, _ package: LockedPackage) throws
        -> [BuildInputs.Input]
    {
        let chosen = inputs.chosen(for: try target())
        guard chosen.count == Set(inputs.wheels.map(\.name.distribution)).count else {
            throw BuildError.unsupported(
                package: package.buildTitle,
                why: "something that it is built with has no wheel for this machine"
            )
        }
        return chosen
    }

    /// Lays out a private environment, from which the backend runs.
    private func install(_ inputs: [BuildInputs.Input], in work: BuildWorkshop) throws {
        let packages = try BuildInputSearch(environment: environment).packages(
            inputs,
            target: target()
        )
        let found = try WheelReader(environment: environment, staging: staging).unpacked(packages)
        let layout = try PythonEnvironmentLayout.make(
            found.map(\.wheel),
            runtime: PythonRuntime(
                executable: runtime.executable,
                version: PythonVersion(parsing: runtime.version),
                platform: environment.platform
            )
        )
        let staged = try PrefixStore(layout: environment.layout).stage(
            layout: layout,
            packages: found.map(\.tree),
            facts: [],
            staging: staging
        )
        work.environment = staged.path
    }

    // MARK: What was built

    private func check(_ file: WheelFileName, _ package: LockedPackage) throws {
        let isIts =
            file.distribution.description == package.name
            && [file.version, file.version.withoutLocal].contains {
                $0.description == package.version
            }
        // What a repository holds says only with its wheel what it is called.
        guard isIts || package.version == nil || isMutated("build.name") else {
            throw BuildError.wrong(
                package: package.buildTitle,
                why: "what was built of it is called `\(file)`"
            )
        }
        guard try target().rank(of: file) != nil else {
            throw BuildError.wrong(
                package: package.buildTitle,
                why: "`\(file)` is not for Python \(runtime.version) on this machine"
            )
        }
    }

    /// What decides the bytes of a wheel, as far as anything does.
    private func key(_ package: LockedPackage) -> Digest {
        let facts: JSON = [
            "source": .string(package.sha256.hex), "build": .string(package.build ?? ""),
            "runtime": runtime.json, "platform": .string(environment.platform.description),
        ]
        return Digest(of: facts.bytes(.canonical))
    }
}

extension LockedPackage {
    /// `demo 1.0`.
    var buildTitle: String { [name, version].compactMap(\.self).joined(separator: " ") }
}

/// The directories of one build.
///
/// A class, because the environment that it runs from is known only after the source was looked at.
final class BuildWorkshop {
    /// The package, for errors.
    let package: String
    /// All that can be written.
    let root: Directory
    /// The unpacked source.
    let source: AbsolutePath
    /// The Python.
    let runtime: RuntimeFacts
    /// The sealed environment of the backend; nil before it is there.
    var environment: AbsolutePath?

    init(package: String, root: Directory, source: AbsolutePath, runtime: RuntimeFacts) {
        self.package = package
        self.root = root
        self.source = source
        self.runtime = runtime
    }

    /// Its path.
    var scratch: AbsolutePath { root.path }
    /// Where wheels are put.
    var output: AbsolutePath { scratch.appending("out") }

    /// Where a step writes what it answers.
    func answer(_ name: String) -> AbsolutePath { scratch.appending("answers").appending(name) }

    /// What a step answered.
    func read(_ name: String) throws -> JSON {
        guard let file = try file(in: "answers", name) else {
            throw BuildError.wrong(package: package, why: "`\(name)` was not answered")
        }
        let bytes = try file.readAll(limit: BuildLimits.answer)
        do throws(JSONError) {
            return try JSON(parsing: bytes)
        } catch {
            throw BuildError.wrong(package: package, why: "`\(name)` was answered: \(error.reason)")
        }
    }

    /// A file that a step left; nil where there is none.
    ///
    /// No link is followed, whatever the step put there.
    func file(in directory: String, _ name: String) throws -> OpenFile? {
        guard let name = try? RelativePath(parsing: name), name.components.count == 1,
            let place = try? root.openDirectory(directory),
            try place.status(name)?.kind == .file
        else { return nil }
        return try place.openFile(name)
    }
}
