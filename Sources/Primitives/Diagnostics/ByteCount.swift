/// A number of bytes.
public struct ByteCount: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The plain number.
    public let bytes: Int

    /// Wraps a number of bytes.
    public init(_ bytes: Int) { self.bytes = bytes }

    /// `count` times 1024 bytes.
    public static func kibibytes(_ count: Int) -> ByteCount { ByteCount(count << 10) }
    /// `count` times 1024² bytes.
    public static func mebibytes(_ count: Int) -> ByteCount { ByteCount(count << 20) }
    /// `count` times 1024³ bytes.
    public static func gibibytes(_ count: Int) -> ByteCount { ByteCount(count << 30) }

    /// Orders by size.
    public static func < (left: ByteCount, right: ByteCount) -> Bool { left.bytes < right.bytes }

    /// For people: `512 B`, `3.4 MiB`; one decimal, rounded down.
    public var description: String {
        let units = ["KiB", "MiB", "GiB", "TiB"]
        guard bytes >= 1024 else { return "\(bytes) B" }
        var unit = 0
        var whole = bytes
        // One unit is left for the decimal, so that no number is too great to be multiplied.
        while whole >= 1 << 20, unit < units.count - 1 {
            whole >>= 10
            unit += 1
        }
        return "\(whole >> 10).\(((whole & 1023) * 10) >> 10) \(units[unit])"
    }
}
