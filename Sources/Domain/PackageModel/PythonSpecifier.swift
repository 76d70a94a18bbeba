/// One condition on a version of a Python package, such as `>=1.2` or `==3.*`.
///
/// Source: PEP 440; Python packaging user guide, version specifiers.
public struct PythonSpecifier: Hashable, Sendable, CustomStringConvertible {
    /// The operators, longest first where one begins another.
    public enum Relation: String, Sendable, CaseIterable {
        case identical = "==="
        case equal = "=="
        case compatible = "~="
        case unequal = "!="
        case lessOrEqual = "<="
        case greaterOrEqual = ">="
        case less = "<"
        case greater = ">"
    }

    private enum Operand: Hashable, Sendable {
        case version(PythonVersion)
        /// `1.2.*`: every version whose release begins so.
        case prefix(PythonVersion)
        /// What `===` compares with.
        case text(String)
    }

    /// The operator.
    public let relation: Relation
    private let operand: Operand

    /// Reads an operator and a version, with blanks between them allowed.
    /// - Throws: `ModelError.notA`.
    public init(parsing text: String) throws(ModelError) {
        let body = trimmingSpaces(text)
        guard body.utf8.count <= PythonVersion.limit + 8,
            let relation = Relation.allCases.first(where: { body.hasPrefix($0.rawValue) }),
            let operand = Self.operand(
                trimmingSpaces(String(body.dropFirst(relation.rawValue.count))),
                for: relation
            )
        else {
            throw .notA(
                kind: "version specifier",
                text: String(text.prefix(PythonVersion.limit)),
                why: "such as `>=1.2`, `==3.*` or `~=2.1`, as PEP 440 has it"
            )
        }
        self.relation = relation
        self.operand = operand
    }

    init(_ relation: Relation, _ version: PythonVersion) {
        self.relation = relation
        operand = .version(version)
    }

    /// The version, when this is `==` and names one.
    public var exact: PythonVersion? {
        guard relation == .equal, case .version(let version) = operand else { return nil }
        return version
    }

    /// Whether naming this version opens a range for those before their release.
    public var namesPrerelease: Bool {
        guard relation != .unequal else { return false }
        switch operand {
        case .version(let version): return version.isPrerelease
        case .prefix: return false
        case .text(let text): return PythonVersionParser.version(text)?.isPrerelease ?? false
        }
    }

    /// Whether a version fulfils the condition, where those before their release may.
    public func admits(_ candidate: PythonVersion) -> Bool {
        switch operand {
        case .text(let text): text.lowercased() == candidate.description.lowercased()
        case .prefix(let prefix):
            candidate.begins(with: prefix.release[...], epoch: prefix.epoch)
                == (relation == .equal)
        case .version(let version): compare(candidate, version)
        }
    }

    private func compare(_ candidate: PythonVersion, _ version: PythonVersion) -> Bool {
        let published = candidate.withoutLocal
        switch relation {
        case .identical: return candidate == version
        case .equal: return (version.local.isEmpty ? published : candidate) == version
        case .unequal: return (version.local.isEmpty ? published : candidate) != version
        case .lessOrEqual: return published <= version
        case .greaterOrEqual: return published >= version
        case .compatible:
            return published >= version
                && candidate.begins(with: version.release.dropLast(), epoch: version.epoch)
        case .less:
            let isBeforeIt = candidate.isPrerelease && candidate >= version.lowestPrerelease
            return candidate < version && (version.isPrerelease || !isBeforeIt)
        case .greater:
            guard candidate > version else { return false }
            let isAfterIt = candidate.post != nil && candidate.withoutPost == version
            return (version.post != nil || !isAfterIt)
                && (candidate.local.isEmpty || published != version)
        }
    }

    /// The normalised text.
    public var description: String {
        switch operand {
        case .version(let version): relation.rawValue + version.description
        case .prefix(let version): relation.rawValue + version.description + ".*"
        case .text(let text): relation.rawValue + text
        }
    }

    private static func operand(_ text: String, for relation: Relation) -> Operand? {
        if relation == .identical {
            let isWord = text.utf8.allSatisfy {
                (0x21...0x7E).contains($0) && !";),".utf8.contains($0)
            }
            return text.isEmpty || !isWord ? nil : .text(text)
        }
        if text.hasSuffix(".*") {
            guard relation == .equal || relation == .unequal,
                let version = PythonVersionParser.version(String(text.dropLast(2))),
                version == PythonVersion(epoch: version.epoch, release: version.release)
            else { return nil }
            return .prefix(version)
        }
        guard let version = PythonVersionParser.version(text),
            version.local.isEmpty || relation == .equal || relation == .unequal,
            version.release.count >= 2 || relation != .compatible
        else { return nil }
        return .version(version)
    }
}

extension PythonVersion {
    /// Whether the release begins with these numbers, where missing ones are zero.
    fileprivate func begins(with prefix: ArraySlice<UInt64>, epoch: UInt64) -> Bool {
        self.epoch == epoch
            && prefix.enumerated().allSatisfy { place, number in
                (place < release.count ? release[place] : 0) == number
            }
    }
}
