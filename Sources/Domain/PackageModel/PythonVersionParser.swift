/// Reads the spellings of PEP 440 from left to right; no part of it needs a second look.
///
/// Source: PEP 440, appendix B.
struct PythonVersionParser {
    private var rest: ArraySlice<UInt8>

    /// The version of a whole text, with blanks at its ends allowed.
    static func version(_ text: String) -> PythonVersion? {
        var parser = PythonVersionParser(rest: Array(trimmingSpaces(text).lowercased().utf8)[...])
        let version = parser.version()
        return parser.rest.isEmpty ? version : nil
    }

    private mutating func version() -> PythonVersion? {
        _ = take("v")
        guard var first = number() else { return nil }
        var epoch: UInt64 = 0
        if take("!") {
            guard let next = number() else { return nil }
            (epoch, first) = (first, next)
        }
        guard let release = release(from: first), let prerelease = prerelease(),
            let post = post(), let dev = tail(["dev"]), let local = local()
        else { return nil }
        return PythonVersion(
            epoch: epoch,
            release: release,
            prerelease: prerelease,
            post: post,
            dev: dev.map(\.number),
            local: local
        )
    }

    private mutating func release(from first: UInt64) -> [UInt64]? {
        var numbers = [first]
        while rest.first == UInt8(ascii: "."), let digit = rest.dropFirst().first, isDigit(digit) {
            rest = rest.dropFirst()
            guard let next = number() else { return nil }
            numbers.append(next)
        }
        return numbers
    }

    /// The outer nil is a refusal, the inner one an absence; so in every part below.
    private mutating func prerelease() -> PythonVersion.Prerelease?? {
        // Longest first, because `a` begins `alpha`.
        let words = ["alpha", "beta", "preview", "pre", "rc", "a", "b", "c"]
        guard let tail = tail(words) else { return nil }
        guard let tail else { return .some(nil) }
        let phase: PythonVersion.Phase =
            switch tail.word {
            case "alpha", "a": .alpha
            case "beta", "b": .beta
            default: .candidate
            }
        return PythonVersion.Prerelease(phase: phase, number: tail.number)
    }

    private mutating func post() -> UInt64?? {
        if rest.first == UInt8(ascii: "-"), let digit = rest.dropFirst().first, isDigit(digit) {
            rest = rest.dropFirst()
            guard let number = number() else { return nil }
            return number
        }
        guard let tail = tail(["post", "rev", "r"]) else { return nil }
        return .some(tail?.number)
    }

    private mutating func tail(_ words: [String]) -> (word: String, number: UInt64)?? {
        let start = rest
        _ = takeSeparator()
        guard let word = words.first(where: { rest.starts(with: $0.utf8) }) else {
            rest = start
            return .some(nil)
        }
        rest = rest.dropFirst(word.utf8.count)
        _ = takeSeparator()
        guard rest.first.map(isDigit) ?? false else { return (word, 0) }
        guard let number = number() else { return nil }
        return (word, number)
    }

    private mutating func local() -> [String]? {
        guard take("+") else { return [] }
        var words: [String] = []
        repeat {
            let word = rest.prefix(while: isAlphanumeric)
            guard !word.isEmpty else { return nil }
            rest = rest.dropFirst(word.count)
            words.append(withoutLeadingZeros(word))
        } while takeSeparator()
        return words
    }

    /// A number below 2⁶³, so that the next one always exists.
    private mutating func number() -> UInt64? {
        let digits = rest.prefix(while: isDigit)
        rest = rest.dropFirst(digits.count)
        guard !digits.isEmpty, let number = UInt64(String(decoding: digits, as: UTF8.self)),
            number <= UInt64(Int64.max)
        else { return nil }
        return number
    }

    private mutating func takeSeparator() -> Bool { take("-") || take("_") || take(".") }

    private mutating func take(_ mark: Unicode.Scalar) -> Bool {
        guard rest.first == UInt8(ascii: mark) else { return false }
        rest = rest.dropFirst()
        return true
    }
}

private func withoutLeadingZeros(_ word: ArraySlice<UInt8>) -> String {
    guard word.allSatisfy(isDigit) else { return String(decoding: word, as: UTF8.self) }
    let digits = word.drop { $0 == UInt8(ascii: "0") }
    return digits.isEmpty ? "0" : String(decoding: digits, as: UTF8.self)
}

private func isDigit(_ byte: UInt8) -> Bool { (48...57).contains(byte) }
