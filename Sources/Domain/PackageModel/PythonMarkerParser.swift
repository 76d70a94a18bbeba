internal import Diagnostics

/// Reads markers by descent, with a bound on depth because requirements come from strangers.
///
/// Source: Python packaging user guide, dependency specifiers, grammar.
struct PythonMarkerParser {
    private static let limit = 8 << 10
    private static let depth = 32

    private let text: String
    private var rest: Substring.UTF8View
    private var level = 0

    init(_ text: String) {
        self.text = text
        rest = text.utf8[...]
    }

    mutating func marker() throws(ModelError) -> PythonMarker.Node {
        guard text.utf8.count <= Self.limit else { throw refusal("it is too long") }
        let node = try alternatives()
        skipBlanks()
        guard rest.isEmpty else { throw refusal("something follows its end") }
        return node
    }

    private mutating func alternatives() throws(ModelError) -> PythonMarker.Node {
        var nodes = [try conjunction()]
        while takeWord("or") { nodes.append(try conjunction()) }
        guard nodes.count > 1 else { return nodes[0] }
        // Flat, so that the normalised text, which has no needless parentheses, reads the same.
        return .any(nodes.flatMap { if case .any(let inner) = $0 { inner } else { [$0] } })
    }

    private mutating func conjunction() throws(ModelError) -> PythonMarker.Node {
        var nodes = [try atom()]
        while takeWord("and") { nodes.append(try atom()) }
        guard nodes.count > 1 else { return nodes[0] }
        return .all(nodes.flatMap { if case .all(let inner) = $0 { inner } else { [$0] } })
    }

    private mutating func atom() throws(ModelError) -> PythonMarker.Node {
        skipBlanks()
        guard take("(") else { return .comparison(try comparison()) }
        level += 1
        guard isMutated("python.marker-depth") || level <= Self.depth else {
            throw refusal("it is nested too deeply")
        }
        let node = try alternatives()
        skipBlanks()
        guard take(")") else { throw refusal("a `)` is missing") }
        level -= 1
        return node
    }

    private mutating func comparison() throws(ModelError) -> PythonMarker.Comparison {
        let left = try operand()
        let relation = try relation()
        let right = try operand()
        let comparison: PythonMarker.Comparison
        switch (left, right) {
        case (.variable(let variable), .literal(let literal)):
            comparison = .init(
                variable: variable,
                relation: relation,
                literal: literal,
                variableIsFirst: true
            )
        case (.literal(let literal), .variable(let variable)):
            comparison = .init(
                variable: variable,
                relation: relation,
                literal: literal,
                variableIsFirst: false
            )
        default: throw refusal("a variable is compared with a text in quotes")
        }
        if relation == .relation(.compatible), !comparison.variable.isVersion {
            throw refusal("`~=` compares versions only")
        }
        return comparison
    }

    private enum Operand {
        case variable(PythonMarkerEnvironment.Variable)
        case literal(String)
    }

    private mutating func operand() throws(ModelError) -> Operand {
        skipBlanks()
        if take("\"") { return .literal(try literal(endingWith: "\"")) }
        if take("'") { return .literal(try literal(endingWith: "'")) }
        let word = rest.prefix { isAlphanumeric($0) || $0 == UInt8(ascii: "_") || $0 == 46 }
        rest = rest.dropFirst(word.count)
        let name = String(Substring(word))
        guard let variable = PythonMarkerEnvironment.Variable(name) else {
            throw refusal("`\(printable(name))` is no variable of markers")
        }
        return .variable(variable)
    }

    private mutating func literal(endingWith mark: Unicode.Scalar) throws(ModelError) -> String {
        let body = rest.prefix { $0 != UInt8(ascii: mark) }
        rest = rest.dropFirst(body.count)
        guard take(mark), let text = String(body) else {
            throw refusal("a closing quote is missing")
        }
        return text
    }

    private mutating func relation() throws(ModelError) -> PythonMarker.Operator {
        if takeWord("in") { return .contained }
        if takeWord("not") {
            guard takeWord("in") else { throw refusal("`in` follows `not`") }
            return .notContained
        }
        let mark = rest.prefix { "=<>!~".utf8.contains($0) }
        rest = rest.dropFirst(mark.count)
        guard let relation = PythonSpecifier.Relation(rawValue: String(Substring(mark))) else {
            throw refusal("an operator is missing")
        }
        return .relation(relation)
    }

    private mutating func takeWord(_ word: String) -> Bool {
        skipBlanks()
        guard rest.starts(with: word.utf8) else { return false }
        let after = rest.dropFirst(word.utf8.count)
        guard after.first.map({ !isAlphanumeric($0) && $0 != UInt8(ascii: "_") }) ?? true else {
            return false
        }
        rest = after
        return true
    }

    private mutating func take(_ mark: Unicode.Scalar) -> Bool {
        guard rest.first == UInt8(ascii: mark) else { return false }
        rest = rest.dropFirst()
        return true
    }

    private mutating func skipBlanks() { rest = rest.drop { $0 == 0x20 || $0 == 0x09 } }

    private func refusal(_ why: String) -> ModelError {
        .notA(kind: "marker of a Python requirement", text: String(text.prefix(256)), why: why)
    }
}
