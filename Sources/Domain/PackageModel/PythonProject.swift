/// What a `pyproject.toml` says of a project, as far as an installer needs it.
///
/// Read section by section, because what other tools write into the same file is nobody's business here.
/// Source: PyPA specification `pyproject.toml`, table `project`.
public struct PythonProject: Sendable, Equatable {
    /// Its name, where it has one.
    public let name: PythonPackageName?
    /// What it needs.
    public let dependencies: [PythonRequirement]
    /// The versions of Python that it is for, as written.
    public let requiresPython: String?
    /// Its commands: name, and `module:function`.
    public let scripts: [(name: String, target: String)]

    /// Same facts.
    public static func == (left: PythonProject, right: PythonProject) -> Bool {
        left.name == right.name && left.dependencies == right.dependencies
            && left.requiresPython == right.requiresPython
            && left.scripts.elementsEqual(right.scripts, by: ==)
    }

    /// Reads the file.
    /// - Throws: `ModelError.document` without a table `project`, for dependencies that are computed, and for what is
    ///   no requirement.
    public init(parsing bytes: [UInt8]) throws(ModelError) {
        guard bytes.count <= DocumentLimits.manifest,
            let text = String(validating: bytes, as: UTF8.self)
        else { throw Self.malformed("the root", "not a text of at most 1 MiB") }
        var sections = ProjectSections(text)
        guard let project = sections.next(named: "project") else {
            throw Self.malformed("project", "missing")
        }
        if project.list("dynamic")?.contains("dependencies") ?? false {
            throw Self.malformed("project.dynamic", "its dependencies are computed by a build")
        }
        name = try project.text("name").map(PythonPackageName.init(parsing:))
        requiresPython = project.text("requires-python")
        var dependencies: [PythonRequirement] = []
        for item in project.list("dependencies") ?? [] {
            dependencies.append(try PythonRequirement(parsing: item))
        }
        self.dependencies = dependencies
        sections = ProjectSections(text)
        scripts = sections.next(named: "project.scripts")?.texts ?? []
    }

    private static func malformed(_ path: String, _ why: String) -> ModelError {
        .document(kind: "pyproject.toml", path: path, why: why)
    }
}

/// The sections of a TOML text, one after the other.
private struct ProjectSections {
    private var lines: ArraySlice<Substring>

    init(_ text: String) { lines = text.split(whereSeparator: \.isNewline)[...] }

    /// The section of a name, with everything up to the next header.
    mutating func next(named name: String) -> ProjectSection? {
        while let line = lines.popFirst() {
            guard trimmed(line) == "[\(name)]" else { continue }
            let content = lines.prefix { !isHeader($0) }
            return ProjectSection(content.joined(separator: "\n"))
        }
        return nil
    }

    /// A header begins its line; elements of a list are indented, or begin with a quote.
    private func isHeader(_ line: Substring) -> Bool {
        let text = trimmed(line)
        return line.first == "[" && text.hasSuffix("]") && !text.contains("\"")
            && !text.contains("'")
    }

    private func trimmed(_ line: Substring) -> String {
        let bare = line.prefix { $0 != "#" }
        return trimmingSpaces(String(bare))
    }
}

/// The values of one section that are texts or lists of texts.
private struct ProjectSection {
    private var values: [(key: String, texts: [String], isList: Bool)] = []

    init(_ content: String) {
        var scanner = ProjectScanner(content)
        while let (key, texts, isList) = scanner.next() { values.append((key, texts, isList)) }
    }

    func text(_ key: String) -> String? {
        values.first { $0.key == key && !$0.isList }?.texts.first
    }

    func list(_ key: String) -> [String]? { values.first { $0.key == key && $0.isList }?.texts }

    var texts: [(name: String, target: String)] {
        values.filter { !$0.isList }.compactMap { value in
            value.texts.first.map { (value.key, $0) }
        }
    }
}

/// Reads `key = "text"` and `key = ["text", …]`; other values are passed over.
private struct ProjectScanner {
    private var rest: Substring

    init(_ content: String) { rest = Substring(content) }

    mutating func next() -> (String, [String], Bool)? {
        while true {
            skipBlank()
            guard !rest.isEmpty else { return nil }
            guard let equals = rest.firstIndex(of: "="), !rest[..<equals].contains("\n") else {
                skipLine()
                continue
            }
            let key = trimmingSpaces(String(rest[..<equals])).filter { $0 != "\"" && $0 != "'" }
            rest = rest[rest.index(after: equals)...].drop { $0 == " " || $0 == "\t" }
            if rest.first == "[" {
                rest = rest.dropFirst()
                return (key, list(), true)
            }
            let value = quoted()
            skipLine()
            if let value { return (key, [value], false) }
        }
    }

    private mutating func list() -> [String] {
        var items: [String] = []
        while true {
            skipBlank()
            guard let first = rest.first else { return items }
            if first == "]" {
                rest = rest.dropFirst()
                return items
            }
            if let item = quoted() { items.append(item) } else { rest = rest.dropFirst() }
        }
    }

    /// A text in quotes at this place; nil for anything else.
    private mutating func quoted() -> String? {
        guard let mark = rest.first, mark == "\"" || mark == "'" else { return nil }
        var text = ""
        var left = rest.dropFirst()
        while let character = left.popFirst() {
            if character == mark {
                rest = left
                return text
            }
            if character == "\n" { return nil }
            if character == "\\", mark == "\"", let escaped = left.popFirst() {
                text.append(escaped)
            } else {
                text.append(character)
            }
        }
        return nil
    }

    private mutating func skipBlank() {
        while let first = rest.first {
            if first == "#" {
                skipLine()
            } else if first.isWhitespace || first == "," {
                rest = rest.dropFirst()
            } else {
                return
            }
        }
    }

    private mutating func skipLine() { rest = rest.drop { $0 != "\n" }.dropFirst() }
}
