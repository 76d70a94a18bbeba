/// How long a version must have been published before a range may choose it.
public struct Cooldown: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// Whole seconds, 0 to ten years.
    public let seconds: Int64

    /// 72 hours (contract, section 4, "Defaults").
    public static let standard = Cooldown(hours: 72)
    /// None.
    public static let none = Cooldown(hours: 0)

    private init(hours: Int64) { seconds = hours * 3600 }

    /// Reads a whole number with its unit: `30m`, `72h`, `7d`, `2w`.
    /// - Throws: `ModelError.notA`, also for a number without its unit.
    public init(parsing text: String) throws(ModelError) {
        let digits = text.utf8.prefix { (48...57).contains($0) }
        let unit = String(Substring(text.utf8.dropFirst(digits.count)))
        guard (1...6).contains(digits.count), let number = Int64(Substring(digits)),
            let scale = Self.units.first(where: { $0.name == unit })?.seconds
        else {
            let why = "a whole number with its unit: `30m`, `72h`, `7d` or `2w`"
            throw .notA(kind: "cooldown", text: text, why: why)
        }
        guard number * scale <= 3650 * 86_400 else {
            throw .notA(kind: "cooldown", text: text, why: "longer than ten years")
        }
        seconds = number * scale
    }

    private static let units: [(name: String, seconds: Int64)] = [
        ("d", 86_400), ("h", 3600), ("m", 60), ("w", 7 * 86_400),
    ]

    /// The number with the greatest of `d`, `h` and `m` that leaves no rest; `72h` stays `3d`.
    public var description: String {
        let unit = Self.units.prefix(3).first { seconds % $0.seconds == 0 } ?? ("m", 60)
        return "\(seconds / unit.seconds)\(unit.name)"
    }

    /// Orders by length.
    public static func < (left: Cooldown, right: Cooldown) -> Bool { left.seconds < right.seconds }
}
