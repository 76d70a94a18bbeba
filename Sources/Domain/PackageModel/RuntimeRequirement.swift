/// What a lock says of the runtime of a server: its range, and the binary interface that packages were chosen for.
///
/// Written as `python >=3.10; cp312`, `node; node-v127` or without the interface, as for bundles that run on any.
public struct RuntimeRequirement: Hashable, Sendable, CustomStringConvertible {
    /// Which runtime.
    public let runtime: LaunchRuntime
    /// The versions that the server allows, in one spelling; nil where any will do.
    public let range: VersionConstraint?
    /// Such as `cp312` or `node-v127`; nil where nothing depends on it.
    public let abi: String?

    /// Takes the facts.
    public init(_ runtime: LaunchRuntime, range: VersionConstraint? = nil, abi: String? = nil) {
        self.runtime = runtime
        self.range = range
        self.abi = abi
    }

    /// Reads what a lock says.
    /// - Throws: `ModelError.notA`.
    public init(parsing text: String) throws(ModelError) {
        let parts = text.split(separator: ";", omittingEmptySubsequences: false)
        let head = parts[0].split(separator: " ", maxSplits: 1)
        guard parts.count <= 2, let first = head.first,
            let runtime = LaunchRuntime(rawValue: String(first))
        else { throw Self.refusal(of: text) }
        self.runtime = runtime
        range = head.count == 2 ? try VersionConstraint(parsing: String(head[1])) : nil
        guard parts.count == 2 else {
            abi = nil
            return
        }
        let abi = parts[1].drop { $0 == " " }
        guard isABI(abi) else { throw Self.refusal(of: text) }
        self.abi = String(abi)
    }

    private static func refusal(of text: String) -> ModelError {
        .notA(kind: "runtime", text: String(text.prefix(80)), why: "such as `python >=3.10; cp312`")
    }

    /// The text of a lock.
    public var description: String {
        let words = [runtime.rawValue, range?.description].compactMap(\.self)
        return words.joined(separator: " ") + (abi.map { "; " + $0 } ?? "")
    }

    /// Whether a runtime of this version and binary interface will do.
    public func allows(_ version: RuntimeVersion, abi found: String?) -> Bool {
        (range?.allows(version) ?? true) && (abi == nil || abi == found)
    }
}

private func isABI(_ text: Substring) -> Bool {
    (1...32).contains(text.utf8.count)
        && text.utf8.allSatisfy { byte in
            switch byte {
            case 48...57, 97...122, 45: true
            default: false
            }
        }
}
