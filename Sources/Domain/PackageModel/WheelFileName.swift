/// The name of a wheel, which says what it is and where it runs: `lxml-6.1-cp312-cp312-manylinux2014_x86_64.whl`.
///
/// Source: binary distribution format, file name convention; PEP 425 for the compressed tag sets.
public struct WheelFileName: Hashable, Sendable, CustomStringConvertible {
    /// The part that decides between two wheels of one version: a number, then a text.
    public struct Build: Hashable, Comparable, Sendable {
        /// The digits that it begins with.
        public let number: UInt64
        /// What follows them.
        public let text: String

        /// Orders by number, then by text.
        public static func < (left: Build, right: Build) -> Bool {
            guard left.number == right.number else { return left.number < right.number }
            return left.text.utf8.lexicographicallyPrecedes(right.text.utf8)
        }
    }

    /// The name as it is.
    public let description: String
    /// The package.
    public let distribution: PythonPackageName
    /// Its version.
    public let version: PythonVersion
    /// The build tag, where there is one.
    public let build: Build?
    /// Interpreters, such as `cp312` or `py3`.
    public let pythonTags: [String]
    /// Binary interfaces, such as `abi3` or `none`.
    public let abiTags: [String]
    /// Platforms, such as `manylinux_2_28_x86_64` or `any`.
    public let platformTags: [String]

    /// Reads the name of a file, without directories.
    /// - Throws: `ModelError.notA`.
    public init(parsing text: String) throws(ModelError) {
        guard (1...255).contains(text.utf8.count), text.utf8.allSatisfy(isNameByte),
            text.utf8.count > 4, text.hasSuffix(".whl")
        else { throw Self.refusal(of: text) }
        let parts = text.dropLast(4).utf8.split(separator: 45, omittingEmptySubsequences: false)
            .map { String(Substring($0)) }
        guard parts.count == 5 || parts.count == 6,
            let distribution = try? PythonPackageName(parsing: parts[0]),
            let version = try? PythonVersion(parsing: parts[1]),
            let pythonTags = tagSet(parts[parts.count - 3]),
            let abiTags = tagSet(parts[parts.count - 2]),
            let platformTags = tagSet(parts[parts.count - 1])
        else { throw Self.refusal(of: text) }
        build = parts.count == 6 ? Build(parts[2]) : nil
        guard parts.count == 5 || build != nil else { throw Self.refusal(of: text) }
        description = text
        self.distribution = distribution
        self.version = version
        self.pythonTags = pythonTags
        self.abiTags = abiTags
        self.platformTags = platformTags
    }

    /// Every single tag that the name stands for, such as `py3-none-any`.
    public var tags: [String] {
        pythonTags.flatMap { python in
            abiTags.flatMap { abi in platformTags.map { "\(python)-\(abi)-\($0)" } }
        }
    }

    private static func refusal(of text: String) -> ModelError {
        .notA(
            kind: "name of a wheel",
            text: String(text.prefix(255)),
            why: "such as `demo-1.0-py3-none-any.whl`"
        )
    }
}

extension WheelFileName.Build {
    fileprivate init?(_ text: String) {
        let digits = text.utf8.prefix { (48...57).contains($0) }
        guard let number = UInt64(Substring(digits)) else { return nil }
        self.number = number
        self.text = String(text.dropFirst(digits.count))
    }
}

/// The members of a compressed set, in the order of the name; nil when one is empty.
private func tagSet(_ text: String) -> [String]? {
    let tags = text.lowercased().utf8.split(separator: 46, omittingEmptySubsequences: false)
    return tags.contains { $0.isEmpty } ? nil : tags.map { String(Substring($0)) }
}

private func isNameByte(_ byte: UInt8) -> Bool {
    isAlphanumeric(byte) || "-_.+!".utf8.contains(byte)
}
