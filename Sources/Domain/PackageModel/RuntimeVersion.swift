/// The version of a Python or Node: three numbers.
public struct RuntimeVersion: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The first number.
    public let major: Int
    /// The second number.
    public let minor: Int
    /// The third number.
    public let patch: Int

    /// Takes the three numbers.
    public init(major: Int, minor: Int, patch: Int) { self.init([major, minor, patch]) }

    init(_ numbers: [Int]) {
        major = numbers.first ?? 0
        minor = numbers.count > 1 ? numbers[1] : 0
        patch = numbers.count > 2 ? numbers[2] : 0
    }

    /// Reads what a runtime prints or a version manager names a directory: `v20.11.0`, `3.12.1`, `3.13.0rc1`.
    ///
    /// What follows the numbers is ignored: a release candidate counts as its release. Nil without a number.
    public init?(parsing text: String) {
        var rest = Substring(text.hasPrefix("v") ? text.dropFirst() : text[...])
        var numbers: [Int] = []
        while numbers.count < 3, let number = takeNumber(&rest) {
            numbers.append(number)
            guard rest.first == "." else { break }
            rest = rest.dropFirst()
        }
        guard !numbers.isEmpty else { return nil }
        self.init(numbers)
    }

    /// `3.12.1`.
    public var description: String { "\(major).\(minor).\(patch)" }

    /// Orders by major, then minor, then patch.
    public static func < (left: RuntimeVersion, right: RuntimeVersion) -> Bool {
        (left.major, left.minor, left.patch) < (right.major, right.minor, right.patch)
    }
}

/// Takes decimal digits; nil where there are none or more than a version ever has.
func takeNumber(_ rest: inout Substring) -> Int? {
    let digits = rest.prefix { $0.isASCII && $0.isNumber }
    guard (1...9).contains(digits.utf8.count), let number = Int(digits) else { return nil }
    rest = rest.dropFirst(digits.count)
    return number
}
