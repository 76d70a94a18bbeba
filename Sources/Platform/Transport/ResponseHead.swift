internal import Diagnostics

/// Status and header lines of one response, collected line by line.
struct ResponseHead: Sendable {
    private(set) var status = 0
    private(set) var fields: [(name: String, value: String)] = []
    private(set) var isComplete = false
    private var bytes = 0

    init() {}

    /// Takes one line with its line end; false when the head is larger than allowed.
    mutating func take(_ line: UnsafeRawBufferPointer) -> Bool {
        bytes += line.count
        guard bytes <= TransportLimits.head.bytes else { return false }
        // What follows a complete final head are trailers, which nobody needs.
        guard !isComplete else { return true }
        let text = unsafe String(decoding: line, as: UTF8.self).trimmingLineEnd()
        if text.hasPrefix("HTTP/") {
            status = statusCode(text)
            fields = []
        } else if text.isEmpty {
            isComplete = status >= 200
        } else if let colon = text.firstIndex(of: ":") {
            let value = text[text.index(after: colon)...]
            fields.append((text[..<colon].lowercased(), value.trimmingSpaces()))
        }
        return true
    }

    /// The value of the first line of that name, given in lower case.
    subscript(name: String) -> String? { fields.first { $0.name == name }?.value }

    /// `Content-Length`, when it is a plain number.
    var contentLength: Int? { self["content-length"].flatMap(plainNumber) }

    /// First byte and size of the whole, from `Content-Range: bytes FIRST-LAST/SIZE`.
    ///
    /// Source: RFC 9110, section 14.4. Nil for everything else, an unknown size (`*`) included.
    var contentRange: (first: Int, size: Int)? {
        guard let value = self["content-range"], value.lowercased().hasPrefix("bytes ") else {
            return nil
        }
        let parts = value.dropFirst(6).split(separator: "/")
        guard parts.count == 2, let size = plainNumber(String(parts[1])),
            let first = parts[0].split(separator: "-").first.flatMap({ plainNumber(String($0)) })
        else { return nil }
        return (first, size)
    }

    /// What proves in `If-Range` that the rest belongs to the part we have; only strong forms.
    ///
    /// Source: RFC 9110, section 13.1.5. A date is weaker than a tag but what many servers have.
    var validator: String? {
        if let tag = self["etag"] { return tag.hasPrefix("\"") ? tag : nil }
        return self["last-modified"]
    }

    /// Whole seconds of `Retry-After`; the form with a date is not worth a calendar.
    var retryAfter: Duration? {
        self["retry-after"].flatMap(plainNumber).map { .seconds(min($0, 86_400)) }
    }
}

private func statusCode(_ line: String) -> Int {
    let parts = line.split(separator: " ", maxSplits: 2)
    guard parts.count >= 2, parts[1].utf8.count == 3 else { return 0 }
    return plainNumber(String(parts[1])) ?? 0
}

/// Digits only and small enough to add up without overflow.
private func plainNumber(_ text: String) -> Int? {
    guard (1...18).contains(text.utf8.count), text.utf8.allSatisfy({ (48...57).contains($0) })
    else { return nil }
    return Int(text)
}

extension String {
    fileprivate func trimmingLineEnd() -> String {
        var end = utf8.endIndex
        while end > utf8.startIndex {
            let before = utf8.index(before: end)
            guard utf8[before] == 13 || utf8[before] == 10 else { break }
            end = before
        }
        return String(self[..<end])
    }
}

extension Substring {
    fileprivate func trimmingSpaces() -> String {
        var rest = self.utf8
        while let first = rest.first, first == 32 || first == 9 { rest = rest.dropFirst() }
        while let last = rest.last, last == 32 || last == 9 { rest = rest.dropLast() }
        return String(Substring(rest))
    }
}
