internal import Diagnostics
internal import Paths

/// Makes sure that a Python or Node runs a file of the bundle, and nothing that its options evaluate or load.
struct InterpreterArguments {
    let runtime: LaunchRuntime
    let files: Set<RelativePath>

    private static let pythonLetters = "uIsSEBOqPb"
    private static let nodeOptions: Set<String> = [
        "--enable-source-maps", "--experimental-fetch", "--experimental-sqlite",
        "--experimental-strip-types", "--experimental-vm-modules", "--no-deprecation",
        "--no-warnings", "--trace-deprecation", "--trace-uncaught", "--trace-warnings",
    ]
    private static let nodeSizes = ["--max-old-space-size", "--max-semi-space-size"]

    /// Accepts the arguments of a bundle's command and anchors the script in the prefix.
    /// - Throws: `ModelError.refused` for an option that is not on the short list, for a program from standard
    ///   input or from outside the bundle.
    func checked(_ arguments: [Template]) throws(ModelError) -> [Template] {
        var index = 0
        while index < arguments.count {
            let argument = arguments[index]
            guard let text = argument.plainText, text.hasPrefix("-") else {
                return arguments[..<index] + [try script(argument)] + arguments[(index + 1)...]
            }
            if runtime == .python, text == "-m" {
                return arguments[..<index] + (try module(arguments[(index + 1)...]))
            }
            if runtime == .python, text == "-X",
                arguments.dropFirst(index + 1).first?.plainText == "utf8"
            {
                index += 1
            } else {
                try check(option: text)
            }
            index += 1
        }
        throw .refused(
            what: runtime.rawValue,
            why: "without a script it runs whatever it reads from standard input"
        )
    }

    private func check(option: String) throws(ModelError) {
        guard isMutated("launch.option") || isHarmless(option) else {
            throw .refused(
                what: "\(runtime.rawValue) \(option)",
                why: "a bundle's own file comes first; this option can load or run something else"
            )
        }
    }

    private func isHarmless(_ option: String) -> Bool {
        switch runtime {
        case .python:
            let letters = option.dropFirst()
            return option == "-Xutf8"
                || !letters.isEmpty
                    && letters.allSatisfy { Self.pythonLetters.contains($0) }
        case .node:
            if Self.nodeOptions.contains(option) { return true }
            let parts = option.split(separator: "=", omittingEmptySubsequences: false)
            return parts.count == 2 && Self.nodeSizes.contains(String(parts[0]))
                && (1...9).contains(parts[1].utf8.count)
                && parts[1].utf8.allSatisfy { (48...57).contains($0) }
        }
    }

    /// The script as a path of the prefix; a relative one would otherwise depend on where the host starts.
    private func script(_ template: Template) throws(ModelError) -> Template {
        guard let text = fileText(template), let path = pathInBundle(text) else {
            throw .refused(
                what: "\(runtime.rawValue) \(template)",
                why: "the program has to be a file of the bundle"
            )
        }
        guard isMutated("launch.script") || isProgram(path) else {
            throw .document(
                kind: "bundle manifest",
                path: "server.mcp_config.args",
                why: "`\(path)` is not in the bundle"
            )
        }
        return Template(pieces: [.prefix, .text("/\(path)")])
    }

    /// What the runtime would find under a name: the file, or what it looks for beside and inside it.
    private func isProgram(_ path: RelativePath) -> Bool {
        let endings: [String] =
            switch runtime {
            case .python: ["", "/__main__.py"]
            case .node: ["", ".js", ".mjs", ".cjs", "/index.js", "/package.json"]
            }
        return endings.contains { ending in
            pathInBundle(path.description + ending).map { files.contains($0) } ?? false
        }
    }

    /// `-m MODULE` with the prefix as the place of the module.
    ///
    /// Python itself would take it from the directory that the host happens to start in, where a stranger's file
    /// may lie; so the same is said with that directory replaced.
    private func module(_ rest: ArraySlice<Template>) throws(ModelError) -> [Template] {
        guard let name = rest.first?.plainText, let path = modulePath(name), isModule(path) else {
            throw .refused(
                what: "python -m \(rest.first?.description ?? "")",
                why: "the module is not in the bundle"
            )
        }
        let start =
            "import sys;sys.path[:]=[sys.argv.pop(1)]+[p for p in sys.path if p];import runpy;"
            + "runpy.run_module(sys.argv.pop(1),run_name='__main__',alter_sys=True)"
        return [
            Template(literal: "-c"), Template(literal: start), Template(pieces: [.prefix]),
            Template(literal: name),
        ] + rest.dropFirst()
    }

    private func modulePath(_ name: String) -> RelativePath? {
        let parts = name.split(separator: ".", omittingEmptySubsequences: false)
        guard
            parts.allSatisfy({ part in
                !part.isEmpty
                    && part.utf8.allSatisfy { isAlphanumeric($0) || $0 == UInt8(ascii: "_") }
            })
        else { return nil }
        return pathInBundle(parts.joined(separator: "/"))
    }

    private func isModule(_ path: RelativePath) -> Bool {
        [".py", "/__main__.py"].contains { ending in
            pathInBundle(path.description + ending).map { files.contains($0) } ?? false
        }
    }
}
