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
        var tenths = bytes * 10 / 1024
        var unit = 0
        while tenths >= 10240, unit < units.count - 1 {
            tenths /= 1024
            unit += 1
        }
        return "\(tenths / 10).\(tenths % 10) \(units[unit])"
    }
}
