/// A range of runtime versions, as bundles write it: `>=3.10`, `>=18.0.0 <21`, `^20`, `3.11.*`, `>=3.8,<4`.
///
/// The syntax is that of npm with the comma, `==`, `!=` and `~=` of Python beside it. Missing numbers follow npm:
/// `3.11` is every 3.11, `<=3.12` includes every 3.12, `>3.10` begins at 3.11.
public struct VersionConstraint: Sendable, Hashable, CustomStringConvertible {
    private let alternatives: [[VersionTerm]]

    /// Reads a range of at most 256 bytes.
    /// - Throws: `ModelError.notA`.
    public init(parsing text: String) throws(ModelError) {
        guard text.utf8.count <= 256 else {
            throw .notA(kind: "runtime range", text: String(text.prefix(40)), why: "it is too long")
        }
        var alternatives: [[VersionTerm]] = []
        for part in splitAlternatives(text) {
            guard let terms = parseTerms(part) else {
                throw .notA(kind: "runtime range", text: text, why: "such as `>=3.10` or `^20`")
            }
            alternatives.append(terms)
        }
        self.alternatives = alternatives
    }

    private init(alternatives: [[VersionTerm]]) { self.alternatives = alternatives }

    /// Whether `version` lies in the range.
    public func allows(_ version: RuntimeVersion) -> Bool {
        alternatives.contains { terms in terms.allSatisfy { $0.allows(version) } }
    }

    /// The versions that both ranges allow.
    public func and(_ other: VersionConstraint) -> VersionConstraint {
        var both: [[VersionTerm]] = []
        for left in alternatives {
            for right in other.alternatives where both.count < 256 {
                both.append(left + right.filter { !left.contains($0) })
            }
        }
        return VersionConstraint(alternatives: both)
    }

    /// The range in one spelling, which is read back as the same range.
    public var description: String {
        alternatives.map { terms in terms.map(\.text).joined(separator: " ") }
            .joined(separator: " || ")
    }
}

/// One comparison: from `lower` up to, without, `upper`; or everything but that.
struct VersionTerm: Sendable, Hashable {
    let text: String
    let lower: RuntimeVersion
    let upper: RuntimeVersion?
    let isExclusion: Bool

    func allows(_ version: RuntimeVersion) -> Bool {
        let isInside = version >= lower && upper.map { version < $0 } ?? true
        return isInside != isExclusion
    }

    init?(_ token: Substring) {
        let mark = token.prefix { "<>=!~^".contains($0) }
        guard let numbers = versionNumbers(token.dropFirst(mark.count)) else { return nil }
        guard let bounds = bounds(of: String(mark), numbers) else { return nil }
        text = (mark == "==" || mark == "=" ? "" : mark) + canonical(numbers)
        (lower, upper) = bounds
        isExclusion = mark == "!="
    }
}

private func bounds(of mark: String, _ numbers: [Int]) -> (RuntimeVersion, RuntimeVersion?)? {
    let first = RuntimeVersion(numbers)
    let zero = RuntimeVersion([])
    if numbers.isEmpty { return ["", "=", "==", ">="].contains(mark) ? (zero, nil) : nil }
    switch mark {
    case "", "=", "==", "===", "!=": return (first, next(numbers, at: numbers.count - 1))
    case ">=": return (first, nil)
    case ">": return (next(numbers, at: numbers.count - 1), nil)
    case "<": return (zero, first)
    case "<=": return (zero, next(numbers, at: numbers.count - 1))
    case "~", "~>": return (first, next(numbers, at: min(1, numbers.count - 1)))
    case "~=": return numbers.count < 2 ? nil : (first, next(numbers, at: numbers.count - 2))
    case "^": return (first, next(numbers, at: firstSignificant(numbers)))
    default: return nil
    }
}

/// The first version after all that share the numbers up to `index`.
private func next(_ numbers: [Int], at index: Int) -> RuntimeVersion {
    var kept = Array(numbers.prefix(index + 1))
    kept[index] += 1
    return RuntimeVersion(kept)
}

private func firstSignificant(_ numbers: [Int]) -> Int {
    numbers.firstIndex { $0 != 0 } ?? numbers.count - 1
}

private func canonical(_ numbers: [Int]) -> String {
    numbers.isEmpty ? "*" : numbers.map { String($0) }.joined(separator: ".")
}

/// One to three numbers; `x`, `X` and `*` end them; an empty list stands for every version.
private func versionNumbers(_ text: Substring) -> [Int]? {
    var rest = text.hasPrefix("v") ? text.dropFirst() : text
    guard !rest.isEmpty else { return nil }
    var numbers: [Int] = []
    while true {
        if ["x", "X", "*"].contains(rest.first) {
            let tail = rest.dropFirst()
            return tail.allSatisfy { "xX*.".contains($0) } ? numbers : nil
        }
        guard numbers.count < 3, let number = takeNumber(&rest) else { return nil }
        numbers.append(number)
        if rest.isEmpty { return numbers }
        guard rest.first == "." else { return nil }
        rest = rest.dropFirst()
    }
}

private func splitAlternatives(_ text: String) -> [[Substring]] {
    var alternatives: [[Substring]] = [[]]
    for token in text.split(whereSeparator: { $0 == " " || $0 == "," || $0 == "\t" }) {
        let pieces = token.split(separator: "|", omittingEmptySubsequences: false)
        for (index, piece) in pieces.enumerated() {
            // `a||b` splits into `a`, nothing, `b`; each pair of bars opens one alternative.
            if index > 0, index % 2 == 0 { alternatives.append([]) }
            if !piece.isEmpty { alternatives[alternatives.count - 1].append(piece) }
        }
    }
    return alternatives
}

private func parseTerms(_ tokens: [Substring]) -> [VersionTerm]? {
    guard !tokens.isEmpty else { return nil }
    var terms: [VersionTerm] = []
    var pending = ""
    var index = 0
    while index < tokens.count {
        let token = tokens[index]
        if token.allSatisfy({ "<>=!~^".contains($0) }) {
            pending += token
        } else if index + 2 < tokens.count, tokens[index + 1] == "-", pending.isEmpty {
            guard let from = VersionTerm(">=" + token),
                let to = VersionTerm("<=" + tokens[index + 2])
            else { return nil }
            terms += [from, to]
            index += 2
        } else {
            guard let term = VersionTerm(pending + token) else { return nil }
            terms.append(term)
            pending = ""
        }
        index += 1
    }
    return pending.isEmpty && terms.count <= 16 ? terms : nil
}
