internal import Diagnostics
public import PackageModel
public import Paths

/// Which command of an environment starts the server.
public struct PythonStart: Hashable, Sendable {
    /// The ways to start something.
    public enum Form: Hashable, Sendable {
        /// A script in `bin` that Python runs.
        case script(String)
        /// A program in `bin` that runs by itself.
        case program(String)
        /// A module, as with `python -m`.
        case module(String)
    }

    /// What is started.
    public let form: Form
    /// What a person may want to know about the choice; nil where it was plain.
    public let note: String?

    /// The program and its arguments, for an environment at `prefix`.
    ///
    /// Scripts are given to the interpreter, so that no shell has a part in a start.
    public func commandLine(in prefix: AbsolutePath) -> [String] {
        let bin = prefix.appending("bin")
        let python = bin.appending("python").description
        switch form {
        case .script(let name): return [python, bin.appending(name).description]
        case .program(let name): return [bin.appending(name).description]
        case .module(let name): return [python, "-m", name]
        }
    }

    /// Chooses among the commands of a package and of what it needs.
    ///
    /// The command that was asked for; else the one named like the package; else its only one; else, when it has none,
    /// one of that name among those of its dependencies; else its module.
    /// - Throws: `WheelError.noCommand` with the names there are.
    public static func choose(
        for root: PythonPackageName,
        asked: String? = nil,
        among wheels: [VerifiedWheel]
    ) throws(WheelError) -> PythonStart {
        let own = wheels.first { $0.name.distribution == root }
        let others = wheels.filter { $0.name.distribution != root }
        if let asked { return try named(asked, root, own, others) }
        let commands = own?.commands ?? []
        let isRoot = { (name: String) in (try? PythonPackageName(parsing: name)) == root }
        if let own, let name = commands.first(where: isRoot) ?? only(commands) {
            return PythonStart(form: try form(name, own), note: nil)
        }
        if commands.isEmpty {
            for wheel in others {
                guard let name = wheel.commands.first(where: isRoot) else { continue }
                return PythonStart(form: try form(name, wheel), note: note(name, root, wheel))
            }
        }
        if let own, let module = module(of: root, own) {
            let note = "`\(root)` is started as the module `\(module)`"
            return PythonStart(form: .module(module), note: note)
        }
        throw .noCommand(package: root, asked: nil, candidates: candidates(own, others))
    }

    private static func named(
        _ name: String,
        _ root: PythonPackageName,
        _ own: VerifiedWheel?,
        _ others: [VerifiedWheel]
    ) throws(WheelError) -> PythonStart {
        if let own, own.commands.contains(name) {
            return PythonStart(form: try form(name, own), note: nil)
        }
        guard let wheel = others.first(where: { $0.commands.contains(name) }) else {
            throw .noCommand(package: root, asked: name, candidates: candidates(own, others))
        }
        return PythonStart(form: try form(name, wheel), note: note(name, root, wheel))
    }

    private static func note(_ name: String, _ root: PythonPackageName, _ wheel: VerifiedWheel)
        -> String
    {
        "`\(root)` is started by the command `\(name)` of `\(wheel.name.distribution)`, "
            + "which it needs"
    }

    /// A command that calls a function is a script; a file is one when its first line says so.
    private static func form(_ name: String, _ wheel: VerifiedWheel) throws(WheelError) -> Form {
        guard !wheel.entryPoints.commands.contains(where: { $0.name == name }),
            let path = try? RelativePath(parsing: "\(wheel.dataDirectory)/scripts/\(name)")
        else { return .script(name) }
        let start = try wheel.read(path, limit: pythonMark.utf8.count)
        return start.elementsEqual(pythonMark.utf8) ? .script(name) : .program(name)
    }

    private static func module(of root: PythonPackageName, _ wheel: VerifiedWheel) -> String? {
        let suffix = "/__main__.py"
        for entry in wheel.entries where entry.path.name == "__main__.py" {
            let module = String(entry.path.description.dropLast(suffix.count))
            let isTop = !module.contains("/") && isDottedIdentifier(module)
            if isTop, (try? PythonPackageName(parsing: module)) == root { return module }
        }
        return nil
    }

    private static func candidates(_ own: VerifiedWheel?, _ others: [VerifiedWheel]) -> [String] {
        let mine = own?.commands ?? []
        return mine.isEmpty ? Set(others.flatMap(\.commands)).sorted() : mine
    }
}

private func only(_ names: [String]) -> String? { names.count == 1 ? names.first : nil }
