internal import Diagnostics

/// Writes TOML in its one form: LF, trailing commas, no alignment, one blank line before a header.
struct TOMLWriter {
    private(set) var output: [UInt8] = []

    mutating func document(_ root: TOMLTable, comments: [String]) {
        for comment in comments { line("# " + comment) }
        body(of: root, path: [])
    }

    private mutating func body(of table: TOMLTable, path: [String]) {
        for member in table.members where !member.value.hasHeader {
            append(key(member.key) + " = ")
            topLevel(member.value)
            line("")
        }
        for member in table.members { sections(member.value, path: path + [key(member.key)]) }
    }

    private mutating func sections(_ value: TOML, path: [String]) {
        let name = path.joined(separator: ".")
        switch value {
        case .section(let table):
            // A table that only holds tables is there by their headers.
            let isImplied = !table.isEmpty && table.members.allSatisfy(\.value.hasHeader)
            if !isImplied { header("[\(name)]") }
            body(of: table, path: path)
        case .sections(let tables):
            for table in tables {
                header("[[\(name)]]")
                body(of: table, path: path)
            }
        default: break
        }
    }

    private mutating func header(_ text: String) {
        if !output.isEmpty { line("") }
        line(text)
    }

    /// One fact a line, so that two branches that add elements touch different lines.
    private mutating func topLevel(_ value: TOML) {
        guard case .array(let elements) = value, !elements.isEmpty else { return inline(value) }
        line("[")
        for element in elements {
            append("    ")
            inline(element)
            line(",")
        }
        append("]")
    }

    private mutating func inline(_ value: TOML) {
        switch value {
        case .string(let text): append(quoted(text))
        case .integer(let number): append(String(number))
        case .boolean(let value): append(value ? "true" : "false")
        case .array(let elements): array(elements)
        case .sections(let tables): array(tables.map(TOML.inline))
        case .inline(let table), .section(let table): inlineTable(table)
        }
    }

    private mutating func array(_ elements: [TOML]) {
        append("[")
        for (index, element) in elements.enumerated() {
            if index > 0 { append(", ") }
            inline(element)
        }
        append("]")
    }

    private mutating func inlineTable(_ table: TOMLTable) {
        guard !table.isEmpty else { return append("{}") }
        append("{ ")
        for (index, member) in table.members.enumerated() {
            if index > 0 { append(", ") }
            append(key(member.key) + " = ")
            inline(member.value)
        }
        append(" }")
    }

    private func key(_ text: String) -> String {
        !text.isEmpty && text.utf8.allSatisfy(isBareKey) ? text : quoted(text)
    }

    private mutating func line(_ text: String) { append(text + "\n") }

    private mutating func append(_ text: String) { output.append(contentsOf: text.utf8) }
}

/// A basic string; what a reviewer could not see is written as an escape.
private func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
        switch scalar {
        case "\"", "\\": result += "\\" + String(scalar)
        case "\u{8}": result += "\\b"
        case "\t": result += "\\t"
        case "\n": result += "\\n"
        case "\u{C}": result += "\\f"
        case "\r": result += "\\r"
        default: result += isVisible(scalar) ? String(scalar) : escape(scalar)
        }
    }
    return result + "\""
}

private func isVisible(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.isASCII { return (0x20..<0x7F).contains(scalar.value) }
    let text = String(scalar)
    return printable(text) == text
}

private func escape(_ scalar: Unicode.Scalar) -> String {
    let digits = String(scalar.value, radix: 16)
    let width = digits.utf8.count > 4 ? 8 : 4
    return (width == 4 ? "\\u" : "\\U")
        + String(repeating: "0", count: width - digits.utf8.count) + digits
}
