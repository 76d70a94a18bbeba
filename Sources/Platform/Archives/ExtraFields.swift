/// The extra fields of one header: numbers that did not fit, and names that would replace the name.
///
/// Source: APPNOTE 6.3.10, sections 4.5 and 4.6.
struct ExtraFields {
    private var large: Range<Int>?
    private(set) var unicodeName: Range<Int>?

    /// Walks the fields in `part`, which is loaded.
    init(_ window: SliceWindow, _ part: Range<Int>, of entry: () -> String) throws(ArchiveError) {
        var position = part.lowerBound
        while position < part.upperBound {
            guard position + 4 <= part.upperBound else { throw .rule(.malformed, entry: entry()) }
            let start = position + 4
            let end = start + Int(window.u16(position + 2))
            guard end <= part.upperBound else { throw .rule(.malformed, entry: entry()) }
            switch window.u16(position) {
            case 0x0001 where large == nil: large = start..<end
            case 0x7075 where unicodeName == nil && end - start >= 5: unicodeName = start + 5..<end
            case 0x0001, 0x7075: throw .rule(.malformed, entry: entry())
            default: break
            }
            position = end
        }
    }

    /// Replaces each value with all bits set by the next number of the zip64 field.
    ///
    /// - Returns: nil unless the field is there exactly when it is needed and as long as is needed.
    func resolve(_ values: [UInt32], _ window: SliceWindow) -> [UInt64]? {
        var position = large?.lowerBound ?? 0
        var resolved: [UInt64] = []
        for value in values {
            guard value == .max else {
                resolved.append(UInt64(value))
                continue
            }
            guard let large, position + 8 <= large.upperBound else { return nil }
            resolved.append(window.u64(position))
            position += 8
        }
        return position == large?.upperBound ?? 0 ? resolved : nil
    }

    /// The same for a local header, where the field may also repeat numbers that did fit.
    ///
    /// Python's `zipfile` before 3.11.4 writes it so; a repetition must say the same.
    func resolveLocal(_ values: [UInt32], _ window: SliceWindow) -> [UInt64]? {
        guard let large, large.count == 8 * values.count, !values.contains(.max) else {
            return resolve(values, window)
        }
        let plain = values.map { UInt64($0) }
        let repeated = values.indices.map { window.u64(large.lowerBound + 8 * $0) }
        return repeated == plain ? plain : nil
    }
}
