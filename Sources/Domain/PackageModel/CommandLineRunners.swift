/// One reading for each kind of runner: where its package, its program and its arguments stand.
extension CommandLineSource {
    /// npx and its like: `[-p PKG]… PKG|PROGRAM args…`.
    static func node(_ runner: Runner, _ words: ArraySlice<String>) throws(ModelError)
        -> CommandLineSource
    {
        var reader = FlagReader(words, .npm)
        var packages: [String] = []
        var positional: [String] = []
        reading: while let item = reader.next() {
            switch item {
            case .flag("-p", let value?), .flag("--package", let value?): packages.append(value)
            case .flag("-c", _), .flag("--call", _):
                throw notCommandLine(runner.rawValue, "`--call` runs a line of a shell")
            case .flag: break
            case .word(let word):
                positional.append(word)
                // `npm exec` reads its own flags up to `--`, wherever they stand; the others end here.
                if runner != .npmExec { break reading }
            case .end: break reading
            }
        }
        positional += reader.rest
        guard let first = positional.first else { throw noPackage(runner) }
        var line = CommandLineSource(runner, try RequestedPackage(npm: packages.first ?? first))
        if !packages.isEmpty, first != line.defaultProgram { line.program = first }
        for package in packages.dropFirst() {
            line.add(try RequestedPackage(npm: package))
        }
        line.arguments = Array(positional.dropFirst())
        line.take(reader)
        return line
    }

    /// uvx and its like: `[--from SPEC] [--with SPEC]… NAME args…`.
    static func python(_ runner: Runner, _ words: ArraySlice<String>) throws(ModelError)
        -> CommandLineSource
    {
        var reader = FlagReader(words, runner == .pipxRun ? .pipx : .uv)
        var from: String?
        var additions: [String] = []
        var python: String?
        var name: String?
        reading: while let item = reader.next() {
            switch item {
            case .flag("--from", let value?), .flag("--spec", let value?): from = value
            case .flag("--with", let value?):
                additions += value.split(separator: ",").map { trimmingSpaces(String($0)) }
            case .flag("-p", let value?), .flag("--python", let value?): python = value
            case .flag: break
            case .word(let word):
                name = word
                break reading
            case .end:
                name = reader.takeWord()
                break reading
            }
        }
        guard let name else { throw noPackage(runner) }
        var line = CommandLineSource(runner, try RequestedPackage(pypi: from ?? name))
        if from != nil, name != line.defaultProgram { line.program = name }
        for addition in additions where !addition.isEmpty {
            line.add(try RequestedPackage(pypi: addition))
        }
        line.python = python
        line.arguments = Array(reader.rest)
        line.take(reader)
        return line
    }

    /// docker run and its like: `flags IMAGE args…`.
    static func container(_ runner: Runner, _ words: ArraySlice<String>) throws(ModelError)
        -> CommandLineSource
    {
        var reader = FlagReader(words, .docker)
        var names: [String] = []
        while let item = reader.next() {
            switch item {
            case .flag("-e", let value?), .flag("--env", let value?):
                names.append(value.split(separator: "=").first.map(String.init) ?? value)
            case .flag, .end: break
            case .word(let image):
                var line = CommandLineSource(runner, try RequestedPackage(image: image))
                line.variables = names
                line.arguments = Array(reader.rest)
                line.take(reader)
                return line
            }
        }
        throw noPackage(runner)
    }

    private mutating func add(_ package: RequestedPackage) {
        switch package.source {
        case .npm(let text), .pypi(let text): additions.append(text)
        default: additions.append(package.source.description)
        }
    }

    private mutating func take(_ reader: FlagReader) {
        understood = reader.understood
        leftOut = reader.leftOut
    }

    /// The program that a package has when nobody names another: the last part of its name.
    private var defaultProgram: String {
        switch source {
        case .npm(let text), .pypi(let text):
            let (name, _) = packageName(text)
            return name.split(separator: "/").last.map(String.init) ?? name
        default: return ""
        }
    }

    private static func noPackage(_ runner: Runner) -> ModelError {
        notCommandLine(runner.rawValue, "it names no package")
    }
}
