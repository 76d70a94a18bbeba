/// The headers of METADATA or WHEEL: lines of `Name: value` up to the first empty one.
///
/// Source: core metadata specifications; RFC 822 for lines that go on.
struct HeaderLines {
    private var values: [String: [String]] = [:]

    /// Reads the headers; nil when a line is of no form, or when they do not end in what is there of the file.
    init?(_ bytes: [UInt8], isWhole: Bool) {
        var name: String?
        var value = ""
        var count = 0
        var rest = bytes[...]
        while let line = Self.takeLine(&rest, isWhole: isWhole), !line.isEmpty {
            if isBlank(line[line.startIndex]) {
                guard name != nil else { return nil }
                value += " " + text(line)
                continue
            }
            guard let mark = line.firstIndex(of: UInt8(ascii: ":")) else { return nil }
            count += 1
            guard count <= WheelLimits.headerCount else { return nil }
            if let name { values[name, default: []].append(value) }
            name = text(line[..<mark]).lowercased()
            value = text(line[(mark + 1)...])
        }
        guard isWhole || !rest.isEmpty else { return nil }
        if let name { values[name, default: []].append(value) }
    }

    /// Every value of a header, whose name is given in lower case.
    func all(_ name: String) -> [String] { values[name] ?? [] }

    /// The value of a header that comes once, or always with one value; nil otherwise.
    func only(_ name: String) -> String? {
        let all = all(name)
        guard let first = all.first, all.allSatisfy({ $0 == first }) else { return nil }
        return first
    }

    /// The next line without its end; nil at the end of the bytes.
    private static func takeLine(_ rest: inout ArraySlice<UInt8>, isWhole: Bool)
        -> ArraySlice<UInt8>?
    {
        guard let end = rest.firstIndex(of: 0x0A) else {
            defer { rest = [] }
            return isWhole && !rest.isEmpty ? rest : nil
        }
        let line = rest[..<end]
        rest = rest[(end + 1)...]
        return line.last == 0x0D ? line.dropLast() : line
    }
}

private func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }

private func text(_ bytes: ArraySlice<UInt8>) -> String {
    let start = bytes.drop(while: isBlank)
    let end = start.lastIndex { !isBlank($0) }
    return end.map { String(decoding: start[...$0], as: UTF8.self) } ?? ""
}
