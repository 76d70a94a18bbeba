/// Which bytes of a whole are asked for.
enum LoopbackRange: Equatable {
    case whole
    case part(Range<Int>)
    case unsatisfiable

    /// Reads a `Range` header against the size of the whole; what is not understood means everything.
    ///
    /// Source: RFC 9110, section 14.2. More than one range may be answered with the whole.
    init(_ header: String?, size: Int) {
        guard let header, header.hasPrefix("bytes="), !header.contains(",") else {
            self = .whole
            return
        }
        let ends = header.dropFirst(6).split(
            separator: "-",
            maxSplits: 1,
            omittingEmptySubsequences: false
        )
        guard ends.count == 2, let first = Self.number(ends[0]), let last = Self.number(ends[1])
        else {
            self = .whole
            return
        }
        self = Self.judge(first: first, last: last, size: size)
    }

    private static func judge(first: Int?, last: Int?, size: Int) -> LoopbackRange {
        switch (first, last) {
        case (nil, nil): return .whole
        case (nil, let count?):
            return count == 0 || size == 0 ? .unsatisfiable : .part(max(0, size - count)..<size)
        case (let first?, let last):
            if let last, last < first { return .whole }
            guard first < size else { return .unsatisfiable }
            return .part(first..<(last.map { min($0, size - 1) + 1 } ?? size))
        }
    }

    /// Nil for what is no number; a missing one is a value of its own.
    private static func number(_ text: Substring) -> Int?? {
        if text.isEmpty { return .some(nil) }
        guard text.utf8.count <= 18, text.utf8.allSatisfy({ (48...57).contains($0) }) else {
            return nil
        }
        return .some(Int(text))
    }
}
