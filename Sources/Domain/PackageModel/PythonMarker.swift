/// When a requirement counts: `python_version < "3.12" and (sys_platform == "linux" or extra == "cli")`.
///
/// Source: PEP 508, environment markers; Python packaging user guide, dependency specifiers.
public struct PythonMarker: Hashable, Sendable, CustomStringConvertible {
    indirect enum Node: Hashable, Sendable {
        case comparison(Comparison)
        case all([Node])
        case any([Node])
    }

    enum Operator: Hashable, Sendable {
        case relation(PythonSpecifier.Relation)
        case contained
        case notContained

        var text: String {
            switch self {
            case .relation(let relation): relation.rawValue
            case .contained: "in"
            case .notContained: "not in"
            }
        }
    }

    /// A variable and a literal, in either order.
    struct Comparison: Hashable, Sendable {
        let variable: PythonMarkerEnvironment.Variable
        let relation: Operator
        let literal: String
        /// Whether the variable stands on the left.
        let variableIsFirst: Bool
    }

    let root: Node

    /// Reads a marker.
    /// - Throws: `ModelError.notA`, also for one that is longer or deeper than any real one.
    public init(parsing text: String) throws(ModelError) {
        var parser = PythonMarkerParser(text)
        root = try parser.marker()
    }

    /// Whether it holds there.
    ///
    /// With several extras, `extra == "x"` asks whether `x` is one of them.
    public func holds(in environment: PythonMarkerEnvironment) -> Bool {
        root.holds(in: environment)
    }

    /// The normalised text; parsing it gives the same marker.
    public var description: String { root.text(isInner: false) }
}

extension PythonMarker.Node {
    func holds(in environment: PythonMarkerEnvironment) -> Bool {
        switch self {
        case .comparison(let comparison): comparison.holds(in: environment)
        case .all(let nodes): nodes.allSatisfy { $0.holds(in: environment) }
        case .any(let nodes): nodes.contains { $0.holds(in: environment) }
        }
    }

    func text(isInner: Bool) -> String {
        switch self {
        case .comparison(let comparison): return comparison.text
        case .all(let nodes): return nodes.map { $0.text(isInner: true) }.joined(separator: " and ")
        case .any(let nodes):
            let text = nodes.map { $0.text(isInner: true) }.joined(separator: " or ")
            return isInner ? "(" + text + ")" : text
        }
    }
}

extension PythonMarker.Comparison {
    var text: String {
        let mark = literal.contains("\"") ? "'" : "\""
        let quoted = mark + literal + mark
        return variableIsFirst
            ? "\(variable.rawValue) \(relation.text) \(quoted)"
            : "\(quoted) \(relation.text) \(variable.rawValue)"
    }

    func holds(in environment: PythonMarkerEnvironment) -> Bool {
        switch variable {
        case .extra, .extras: return holds(among: environment.extras)
        case .dependencyGroups: return holds(among: [])
        default: break
        }
        let value = environment.values[variable] ?? ""
        let (left, right) = variableIsFirst ? (value, literal) : (literal, value)
        switch relation {
        case .contained: return contains(right, left)
        case .notContained: return !contains(right, left)
        case .relation(let relation):
            let specifier = try? PythonSpecifier(parsing: relation.rawValue + right)
            if variable.isVersion, let specifier {
                return PythonVersionParser.version(left).map(specifier.admits) ?? false
            }
            return compare(left, right, relation)
        }
    }

    private func holds(among names: Set<PythonPackageName>) -> Bool {
        let isThere = (try? PythonPackageName(parsing: literal)).map(names.contains) ?? false
        switch relation {
        case .relation(.unequal), .notContained: return !isThere
        case .relation(.less), .relation(.greater), .relation(.compatible): return false
        default: return isThere
        }
    }

    /// Words have no order: of the ordered comparisons only the equal half can hold.
    private func compare(_ left: String, _ right: String, _ relation: PythonSpecifier.Relation)
        -> Bool
    {
        let isEqual = left.utf8.elementsEqual(right.utf8)
        switch relation {
        case .identical, .equal, .lessOrEqual, .greaterOrEqual: return isEqual
        case .unequal: return !isEqual
        case .less, .greater, .compatible: return false
        }
    }
}

/// Whether `part` occurs in `text`; both are at most as long as a marker.
private func contains(_ text: String, _ part: String) -> Bool {
    let (text, part) = (Array(text.utf8), Array(part.utf8))
    guard part.count <= text.count else { return false }
    return (0...(text.count - part.count)).contains { text[$0...].starts(with: part) }
}
