internal import Diagnostics
public import PackageModel
public import Paths

/// Something that wheels bring and that a person may want to see before an installation.
public enum PythonNotice: Hashable, Sendable {
    /// A file that Python reads at every start; the lines are those that run code, as far as they are shown.
    case startupFile(wheel: WheelFileName, path: RelativePath, lines: [String])
    /// A module that Python imports at every start because of its name.
    case startupModule(wheel: WheelFileName, path: RelativePath)
    /// Commands that the environment gets.
    case commands(wheel: WheelFileName, names: [String])
    /// Compiled modules outside `__pycache__`, which are left out; without their source they are missing.
    case leftOut(wheel: WheelFileName, count: Int)
    /// What is odd about the metadata.
    case metadata(sentence: String)

    /// One sentence without a full stop, printable.
    public var sentence: String {
        switch self {
        case .startupFile(let wheel, let path, let lines):
            let file = "`\(printable(path.name))` of `\(wheel)` is read whenever Python starts"
            guard !lines.isEmpty else { return file + " and runs nothing" }
            let shown = lines.prefix(4).map { "`\(printable(String($0.prefix(200))))`" }
            let more = lines.count > 4 ? " and \(lines.count - 4) more lines" : ""
            return file + " and runs " + shown.joined(separator: ", ") + more
        case .startupModule(let wheel, let path):
            return "`\(printable(path.description))` of `\(wheel)` runs whenever Python starts"
        case .commands(let wheel, let names):
            let shown = names.prefix(12).map { "`\(printable($0))`" }.joined(separator: ", ")
            let more = names.count > 12 ? " and \(names.count - 12) more" : ""
            return
                "`\(wheel)` brings the \(names.count == 1 ? "command" : "commands") \(shown)\(more)"
        case .leftOut(let wheel, let count):
            return "\(count) compiled \(count == 1 ? "module" : "modules") of `\(wheel)` outside "
                + "`__pycache__` \(count == 1 ? "is" : "are") left out"
        case .metadata(let sentence): return sentence
        }
    }

    /// Everything about these wheels, in their order.
    /// - Throws: `WheelError.unreadable`.
    public static func notices(of wheels: [VerifiedWheel]) throws(WheelError) -> [PythonNotice] {
        var notices: [PythonNotice] = []
        for wheel in wheels {
            notices += wheel.warnings.map { .metadata(sentence: $0) }
            for entry in wheel.entries {
                if let notice = try startup(entry.path, wheel) { notices.append(notice) }
            }
            let compiled = wheel.entries.count { isCompiledModule($0.path) }
            if compiled > 0 { notices.append(.leftOut(wheel: wheel.name, count: compiled)) }
            let commands = wheel.commands
            if !commands.isEmpty {
                notices.append(.commands(wheel: wheel.name, names: commands))
            }
        }
        return notices
    }

    private static func startup(_ path: RelativePath, _ wheel: VerifiedWheel) throws(WheelError)
        -> PythonNotice?
    {
        guard let top = topName(path, wheel), !isBytecode(path) else { return nil }
        let lower = top.name.lowercased()
        let stem = lower.prefix { $0 != "." }
        if ["sitecustomize", "usercustomize"].contains(stem) {
            return .startupModule(wheel: wheel.name, path: path)
        }
        guard !top.isDirectory, lower.hasSuffix(".pth") || lower.hasSuffix(".start") else {
            return nil
        }
        let bytes = try wheel.read(path, limit: WheelLimits.startupFile)
        let lines = runningLines(bytes, everyLine: lower.hasSuffix(".start"))
        return .startupFile(wheel: wheel.name, path: path, lines: lines)
    }
}

/// The name at the top of the packages under which a file is found, whichever way it gets there.
///
/// Data files may be put among the packages too, under a path that names the series of Python.
private func topName(_ path: RelativePath, _ wheel: VerifiedWheel) -> (
    name: String, isDirectory: Bool
)? {
    var parts = path.components[...]
    if parts.first == wheel.dataDirectory {
        parts = parts.dropFirst()
        guard let key = parts.popFirst() else { return nil }
        switch key {
        case "purelib", "platlib": break
        case "data":
            guard let place = parts.firstIndex(of: "site-packages") else { return nil }
            parts = parts[(place + 1)...]
        default: return nil
        }
    }
    return parts.first.map { ($0, parts.count > 1) }
}

/// The lines of a `.pth` file that are executed rather than added to the path.
///
/// Source: Python documentation, module `site`; PEP 829 for `.start`, whose every line is called.
private func runningLines(_ bytes: [UInt8], everyLine: Bool) -> [String] {
    bytes.split { $0 == 0x0A || $0 == 0x0D }
        .map { String(decoding: $0, as: UTF8.self) }
        .filter { line in
            everyLine
                ? !line.hasPrefix("#") : line.hasPrefix("import ") || line.hasPrefix("import\t")
        }
}

private func isCompiledModule(_ path: RelativePath) -> Bool {
    isBytecode(path) && !path.components.contains { $0.lowercased() == "__pycache__" }
}
