internal import Diagnostics

/// Builds the tree of a TOML text from its lines.
///
/// Headers may come back to a table by its path, so tables are kept flat, by number, until the end.
struct TOMLParser {
    private enum Entry {
        case value(TOML)
        case section(Int)
        /// The number of the list in `lists`; its last table is the one that headers reach.
        case sections(Int)
    }

    private struct Section {
        var keys: [String] = []
        var entries: [String: Entry] = [:]
        var line: Int
        /// Whether its own header has been seen; headers of its children do not count.
        var isOpened = false
    }

    private var scanner: TOMLScanner
    private var sections = [Section(line: 1, isOpened: true)]
    private var lists: [[Int]] = []

    init(_ bytes: [UInt8]) { scanner = TOMLScanner(bytes) }

    mutating func document() throws(TOMLError) -> TOMLTable {
        var open = 0
        try scanner.skipBlank()
        while scanner.current != nil {
            if scanner.current == UInt8(ascii: "[") {
                open = try header()
            } else {
                let member = try scanner.member(depth: 0)
                try add(.value(member.value), as: member.key, to: open)
            }
            try scanner.endLine()
            try scanner.skipBlank()
        }
        return table(0)
    }

    private mutating func add(_ entry: Entry, as key: String, to section: Int) throws(TOMLError) {
        guard sections[section].entries[key] == nil else { throw scanner.repeated(key) }
        sections[section].keys.append(key)
        sections[section].entries[key] = entry
    }

    private mutating func header() throws(TOMLError) -> Int {
        try scanner.expect(UInt8(ascii: "["))
        let isList = scanner.accept(UInt8(ascii: "["))
        var path = try scanner.path()
        try scanner.expect(UInt8(ascii: "]"))
        if isList { try scanner.expect(UInt8(ascii: "]")) }
        let last = path.removeLast()
        var parent = 0
        for key in path { parent = try child(key, of: parent) }
        return isList ? try element(last, of: parent) : try opened(last, of: parent)
    }

    /// The table that `key` leads to on the way of a header, made when it is not there.
    private mutating func child(_ key: String, of parent: Int) throws(TOMLError) -> Int {
        switch sections[parent].entries[key] {
        case .section(let section): return section
        case .sections(let list):
            guard let last = lists[list].last else { throw taken(key) }
            return last
        case .value: throw taken(key)
        case nil: return try newSection(key, in: parent)
        }
    }

    private mutating func opened(_ key: String, of parent: Int) throws(TOMLError) -> Int {
        if case .sections = sections[parent].entries[key] { throw taken(key) }
        let section = try child(key, of: parent)
        guard !sections[section].isOpened else {
            throw scanner.fault("the table `\(shownKey(key))` appears twice")
        }
        sections[section].isOpened = true
        sections[section].line = scanner.line
        return section
    }

    private mutating func element(_ key: String, of parent: Int) throws(TOMLError) -> Int {
        let section = sections.count
        switch sections[parent].entries[key] {
        case .sections(let list): lists[list].append(section)
        case nil:
            try add(.sections(lists.count), as: key, to: parent)
            lists.append([section])
        default: throw taken(key)
        }
        sections.append(Section(line: scanner.line, isOpened: true))
        return section
    }

    private mutating func newSection(_ key: String, in parent: Int) throws(TOMLError) -> Int {
        try add(.section(sections.count), as: key, to: parent)
        sections.append(Section(line: scanner.line))
        return sections.count - 1
    }

    private func taken(_ key: String) -> TOMLError {
        scanner.fault("`\(shownKey(key))` was given before as something else")
    }

    /// Recursion is bounded: no header has more than `TOMLLimits.depth` parts.
    private func table(_ number: Int) -> TOMLTable {
        let section = sections[number]
        let members = section.keys.compactMap { key in
            section.entries[key].map { TOMLTable.Member(key: key, value: value($0)) }
        }
        return TOMLTable(unique: members, line: section.line)
    }

    private func value(_ entry: Entry) -> TOML {
        switch entry {
        case .value(let value): value
        case .section(let section): .section(table(section))
        case .sections(let list): .sections(lists[list].map(table))
        }
    }
}

/// A key for a message: printable, and never long.
func shownKey(_ key: String) -> String {
    let scalars = key.unicodeScalars
    return printable(String(scalars.prefix(60))) + (scalars.count > 60 ? "…" : "")
}
