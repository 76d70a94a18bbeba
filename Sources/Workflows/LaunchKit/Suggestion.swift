/// The candidate that a person most likely meant, or nil when none is near.
///
/// Near is at most two edits for a word of five letters or more, one for a shorter one.
public func closest(to word: String, among candidates: [String]) -> String? {
    let allowed = word.utf8.count < 5 ? 1 : 2
    let near = candidates.compactMap { candidate -> (distance: Int, word: String)? in
        let distance = editDistance(Array(word.utf8), Array(candidate.utf8), limit: allowed)
        return distance <= allowed ? (distance, candidate) : nil
    }
    return near.min { ($0.distance, $0.word) < ($1.distance, $1.word) }?.word
}

/// Insertions, deletions, replacements and swaps of neighbours; anything above `limit` is `limit + 1`.
private func editDistance(_ left: [UInt8], _ right: [UInt8], limit: Int) -> Int {
    guard abs(left.count - right.count) <= limit, !left.isEmpty, !right.isEmpty else {
        return limit + 1
    }
    var beforeLast: [Int] = []
    var last = Array(0...right.count)
    for row in 1...left.count {
        var current = [row]
        for column in 1...right.count {
            let isSame = left[row - 1] == right[column - 1]
            var best = min(
                last[column] + 1,
                current[column - 1] + 1,
                last[column - 1] + (isSame ? 0 : 1)
            )
            if row > 1, column > 1, left[row - 1] == right[column - 2],
                left[row - 2] == right[column - 1]
            {
                best = min(best, beforeLast[column - 2] + 1)
            }
            current.append(best)
        }
        (beforeLast, last) = (last, current)
    }
    return min(last[right.count], limit + 1)
}
