internal import Documents
public import Paths

/// A text with places to fill, already parsed: filling it is concatenation and nothing more.
public struct Template: Sendable, Hashable {
    /// A part of a template.
    public enum Piece: Sendable, Hashable {
        /// As it is.
        case text(String)
        /// The sealed directory of the server.
        case prefix
        /// A directory of the person.
        case directory(SystemDirectory)
        /// The value of an input.
        case input(String)
        /// The directory that `run` works for.
        case workspace
    }

    /// The parts in order; no two texts are neighbours.
    public let pieces: [Piece]

    init(pieces: [Piece]) {
        self.pieces = pieces.reduce(into: []) { joined, piece in
            if case .text(let more) = piece, case .text(let text)? = joined.last {
                joined[joined.count - 1] = .text(text + more)
            } else {
                joined.append(piece)
            }
        }
    }

    /// A text without places.
    public init(literal text: String) { pieces = text.isEmpty ? [] : [.text(text)] }

    /// The path of a file of the prefix.
    public init(inPrefix path: RelativePath) { pieces = [.prefix, .text("/\(path)")] }

    /// The value of one input and nothing else.
    public init(input name: String) { pieces = [.input(name)] }

    /// Parses a text of a bundle's `mcp_config`.
    ///
    /// Unknown placeholders stay as they are written. So does an input with several values that is not the whole
    /// argument, because there is no one text for it.
    /// Source: MCPB manifest 0.4, variable substitution; reference `src/shared/config.ts`.
    init(bundle text: String, inputs: [InputDeclaration], isArgument: Bool) {
        let segments = Substitution.segments(of: text, dollar: true)
        let isWhole = isArgument && segments.count == 1
        self.init(
            pieces: segments.map { segment in
                switch segment {
                case .text(let text): return .text(text)
                case .placeholder(let name):
                    let piece = bundlePiece(name, inputs: inputs, isWhole: isWhole)
                    return piece ?? .text("${\(name)}")
                }
            }
        )
    }

    /// Parses a fixed `value` of a registry document; an identifier without a variable stays as it is written.
    ///
    /// Source: server.json schema 2025-12-11, `InputWithVariables`.
    public init(document text: String, variables: [NamedServerInput]) {
        self.init(
            pieces: Substitution.segments(of: text, dollar: false).map { segment in
                switch segment {
                case .text(let text): return .text(text)
                case .placeholder(let name):
                    guard let variable = variables.first(where: { $0.name == name }) else {
                        return .text("{\(name)}")
                    }
                    return variable.input.value.map { .text($0) } ?? .input(name)
                }
            }
        )
    }

    /// Parses an argument of a project's manifest: `${workspace}`, `${input.NAME}` and text.
    /// - Throws: `ModelError.document` for every other placeholder: a person wrote it, and would wonder.
    public init(project text: String, inputs: [InputDeclaration]) throws(ModelError) {
        var pieces: [Piece] = []
        for segment in Substitution.segments(of: text, dollar: true) {
            switch segment {
            case .text(let text): pieces.append(.text(text))
            case .placeholder("workspace"): pieces.append(.workspace)
            case .placeholder(let name):
                guard let input = inputs.first(where: { "input." + $0.name == name }) else {
                    throw .document(
                        kind: "manifest",
                        path: text,
                        why: "`${\(name)}` is neither `${workspace}` nor a declared `${input.NAME}`"
                    )
                }
                pieces.append(.input(input.name))
            }
        }
        self.init(pieces: pieces)
    }

    /// The input that is the whole template, when it is one.
    var onlyInput: String? {
        if case .input(let name)? = pieces.first, pieces.count == 1 { return name }
        return nil
    }

    /// The inputs in it.
    var inputs: [String] {
        pieces.compactMap { piece in
            if case .input(let name) = piece { return name }
            return nil
        }
    }

    /// The text, when there is nothing to fill.
    var plainText: String? {
        if pieces.isEmpty { return "" }
        if case .text(let text)? = pieces.first, pieces.count == 1 { return text }
        return nil
    }
}

private func bundlePiece(_ name: String, inputs: [InputDeclaration], isWhole: Bool)
    -> Template.Piece?
{
    switch name {
    case "__dirname": return .prefix
    case "pathSeparator", "/": return .text("/")
    default: break
    }
    if let directory = SystemDirectory(rawValue: name) { return .directory(directory) }
    guard let input = inputs.first(where: { "user_config." + $0.name == name }) else { return nil }
    return input.isMultiple && !isWhole ? nil : .input(input.name)
}

extension Template: CustomStringConvertible {
    /// For people, and for the digest: places as `${prefix}`, `${HOME}`, `${input.NAME}`, `${workspace}`.
    public var description: String {
        pieces.map { piece in
            switch piece {
            case .text(let text): text
            case .prefix: "${prefix}"
            case .directory(let directory): "${\(directory.rawValue)}"
            case .input(let name): "${input.\(name)}"
            case .workspace: "${workspace}"
            }
        }
        .joined()
    }

    /// The parts, told apart beyond doubt; what digests are made of.
    var json: JSON {
        .array(
            pieces.map { piece in
                switch piece {
                case .text(let text): .string(text)
                case .prefix: ["prefix"]
                case .directory(let directory): ["directory", .string(directory.rawValue)]
                case .input(let name): ["input", .string(name)]
                case .workspace: ["workspace"]
                }
            }
        )
    }
}
