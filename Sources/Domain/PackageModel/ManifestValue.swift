/// An argument or environment value of a manifest: text with places for what differs per person.
public struct ManifestValue: Hashable, Sendable, CustomStringConvertible {
    /// A part of the value.
    public enum Piece: Hashable, Sendable {
        /// As it is.
        case text(String)
        /// `${workspace}`: the project, or where the server was started.
        case workspace
        /// `${input.NAME}`: what the person chose.
        case input(String)
    }

    /// The parts in order; two texts never follow each other.
    public let pieces: [Piece]

    /// Accepts any text without NUL whose every `${…}` is one of the two forms above.
    /// - Throws: `ModelError.notA`, so that a slip does not reach the server as a literal `${HOME}`.
    public init(parsing text: String) throws(ModelError) {
        guard !text.utf8.contains(0) else {
            throw .notA(kind: "value", text: text, why: "no program can be given a NUL")
        }
        var pieces: [Piece] = []
        var plain: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.first {
            guard rest.starts(with: "${".utf8) else {
                plain.append(byte)
                rest = rest.dropFirst()
                continue
            }
            let name = rest.dropFirst(2).prefix { $0 != UInt8(ascii: "}") }
            let place = String(Substring(name))
            rest = rest.dropFirst(2 + name.count)
            guard !rest.isEmpty, let piece = Self.piece(place) else {
                let why = "`${\(place)` is neither `${workspace}` nor `${input.NAME}`"
                throw .notA(kind: "value", text: text, why: why)
            }
            rest = rest.dropFirst()
            if !plain.isEmpty { pieces.append(.text(String(decoding: plain, as: UTF8.self))) }
            plain = []
            pieces.append(piece)
        }
        if !plain.isEmpty { pieces.append(.text(String(decoding: plain, as: UTF8.self))) }
        self.pieces = pieces
    }

    private static func piece(_ name: String) -> Piece? {
        if name == "workspace" { return .workspace }
        guard name.hasPrefix("input."), isInputName(String(name.dropFirst(6))) else { return nil }
        return .input(String(name.dropFirst(6)))
    }

    /// The names of inputs that appear.
    public var inputs: Set<String> {
        Set(
            pieces.compactMap { piece in
                if case .input(let name) = piece { return name }
                return nil
            }
        )
    }

    /// The text as the manifest has it.
    public var description: String {
        pieces.map { piece in
            switch piece {
            case .text(let text): text
            case .workspace: "${workspace}"
            case .input(let name): "${input.\(name)}"
            }
        }
        .joined()
    }
}

/// Whether a text can name an input: 1 to 64 letters, digits, `_` and `-`.
func isInputName(_ text: String) -> Bool {
    (1...64).contains(text.utf8.count)
        && text.utf8.allSatisfy { isAlphanumeric($0) || $0 == 95 || $0 == 45 }
}

/// Whether a text can name an environment variable: letters, digits and `_`, no digit first.
func isVariableName(_ text: String) -> Bool {
    guard let first = text.utf8.first, !(48...57).contains(first), text.utf8.count <= 255 else {
        return false
    }
    return text.utf8.allSatisfy { isAlphanumeric($0) || $0 == 95 }
}
