import Documents
import Hosts
import Testing

/// One file with our entries, and beside it the file as the person would have it without them.
private struct Twins {
    var edited: EditedFile
    var alone: JSONText
    var dice: Dice
    var linked: Set<String> = []
    var counter = 0
    let takesComments: Bool

    var key: String { edited.file.host.format.keyPath[0] }

    init(_ host: any HostIntegration, _ original: String, seed: UInt64) throws {
        edited = try EditedFile(host, original)
        takesComments = host.format.dialect == .relaxed
        alone = try JSONText(parsing: bytes(original), dialect: host.format.dialect)
        dice = Dice(seed: seed)
    }

    mutating func act() throws {
        let id = dice.pick(["a", "b", "c", "d"])
        switch dice.roll(10) {
        case 0...2:
            try edited.link(id, userEntry(id, home: dice.pick([nil, "/h"])))
            linked.insert(id)
        case 3...4:
            try edited.unlink(id)
            linked.remove(id)
        case 5: try append()
        case 6: try insertBesideOwn()
        case 7: try removeOwn()
        case 8: try comment()
        default: try reformatOwn()
        }
    }

    mutating func finish() throws {
        for id in linked.sorted(by: { _, _ in dice.roll(2) == 0 }) { try edited.unlink(id) }
    }

    private var current: JSONText {
        get throws {
            try JSONText(
                parsing: edited.content ?? [],
                dialect: edited.file.host.format.dialect
            )
        }
    }

    /// A member typed behind all others, ours included, in the person's own layout.
    ///
    /// An object that is empty without ours is left alone, and one that ends with a comment: where the
    /// member would stand there without ours is a matter of taste.
    private mutating func append() throws {
        let object = dice.roll(2) == 0 ? [] : [key]
        guard let node = alone.node(at: object), let last = node.members?.last,
            !alone.bytes[last.range.upperBound..<node.range.upperBound].contains(UInt8(ascii: "/"))
        else { return }
        counter += 1
        let place = object + ["own\(counter)"]
        edited.content = try appended(current, place)
        let dialect = edited.file.host.format.dialect
        alone = try JSONText(parsing: appended(alone, place), dialect: dialect)
    }

    private func appended(_ text: JSONText, _ place: [String]) throws -> [UInt8] {
        let added = try text.setting(1, at: place)
        guard let new = member(added, place) else { return text.bytes }
        var start = new.range.lowerBound
        while JSONText.isBlank([added.bytes[start - 1]]) { start -= 1 }
        var result = added.bytes
        let typed = bytes("\n      \"own\(counter)\": [ 1 ]")
        result.replaceSubrange(start..<new.range.upperBound, with: typed)
        return result
    }

    private mutating func ownPlace() throws -> [String]? {
        let servers = alone.node(at: [key])?.members?.map { [key, $0.key] } ?? []
        let others = (alone.root.members ?? []).filter { $0.key != key }.map { [$0.key] }
        let places = servers + others
        return places.isEmpty ? nil : dice.pick(places)
    }

    private func member(_ text: JSONText, _ place: [String]) -> JSONMember? {
        text.node(at: place.dropLast())?.members?.first { $0.key == place.last }
    }

    /// The same text typed at the same member of the person's in both files.
    private mutating func type(
        _ text: String,
        at offset: (JSONMember) -> Range<Int>,
        _ place: [String]
    )
        throws
    {
        func typed(_ document: JSONText) throws -> [UInt8] {
            guard let member = member(document, place) else { return document.bytes }
            var result = document.bytes
            result.replaceSubrange(offset(member), with: bytes(text))
            return result
        }
        let dialect = edited.file.host.format.dialect
        edited.content = try typed(current)
        alone = try JSONText(parsing: typed(alone), dialect: dialect)
    }

    private mutating func insertBesideOwn() throws {
        guard let place = try ownPlace() else { return }
        counter += 1
        if dice.roll(2) == 0 {
            let text = ",\n      \"typed\(counter)\": {}"
            try type(text, at: { $0.range.upperBound..<$0.range.upperBound }, place)
        } else {
            let text = "\"typed\(counter)\": { },   "
            try type(text, at: { $0.range.lowerBound..<$0.range.lowerBound }, place)
        }
    }

    /// A member of the person's goes, unless a line comment above makes its space a matter of taste.
    private mutating func removeOwn() throws {
        guard let place = try ownPlace(), let member = member(alone, place) else { return }
        let before = String(decoding: alone.bytes[..<member.range.lowerBound], as: UTF8.self)
        let lines = before.split(whereSeparator: \.isNewline)
        guard !lines.suffix(2).contains(where: { $0.contains("//") }) else { return }
        edited.content = try current.removing(place).bytes
        alone = alone.removing(place)
    }

    private mutating func comment() throws {
        guard takesComments, let place = try ownPlace() else { return }
        let text = dice.pick(["// note\n    ", "/* note */ ", "// one\n// two\r\n\t"])
        try type(text, at: { $0.range.lowerBound..<$0.range.lowerBound }, place)
    }

    private mutating func reformatOwn() throws {
        guard let place = try ownPlace() else { return }
        counter += 1
        let text = "{\n\t\"v\" :\(counter)}"
        try type(text, at: { $0.value.range }, place)
    }
}

@Suite struct HostEditPropertyTests {
    /// `KEY` is the host's own key; the first group is read by every host.
    static let plain = [
        "{\n  \"KEY\": {\n    \"x\": {\n      \"command\": \"x\"\n    },\n    \"y\": {}\n  },\n  \"z\": 1\n}\n",
        "{\n    \"z\": [ ],\n    \"KEY\": { \"x\": {} }\n}",
        "{\"z\":1,\"KEY\":{\"x\":{\"command\":\"x\"}}}",
        "{ \"KEY\": { \"x\": {}, \"y\": { \"a\": 1 } }, \"z\": 1 }\n",
        "{\r\n\t\"KEY\": {\r\n\t\t\"x\": {}\r\n\t}\r\n}\r\n",
        "\u{FEFF}{\n \"KEY\": {\n  \"x\": 1\n }\n}",
        "{\n  \"KEY\":\n  {\n    \"x\":\n    {\n    }\n  }\n}\n",
    ]
    static let commented = [
        "// top\n{\n  \"KEY\": { // servers\n    \"x\": {}, // x\n    /* y */ \"y\": {}, // y\n  }, // end\n}\n",
        "{\n\t\"KEY\": {\n\t\t// first\n\t\t\"x\": {} // last\n\t\t// after\n\t}\n\t// bottom\n}",
        "{ /* a */ \"KEY\" /* b */ : /* c */ { /* d */ \"x\" : 1 /* e */ } /* f */ }",
        "{\r\n  \"KEY\": {\r\n    \"x\": {}, // x\r\n  },\r\n}\r\n",
    ]

    private func sequence(_ host: any HostIntegration, _ template: String, seed: UInt64) throws {
        let original = template.replacing("KEY", with: host.format.keyPath[0])
        var twins = try Twins(host, original, seed: seed)
        for _ in 0..<14 { try twins.act() }
        try twins.finish()
        let result = try #require(twins.edited.text)
        #expect(result == string(twins.alone.bytes), "seed \(seed) of \(original.debugDescription)")
        #expect(twins.edited.record == nil)
    }

    @Test(
        "Any sequence of ours and of a person's edits leaves exactly the person's",
        arguments: plain
    )
    func plainFiles(template: String) throws {
        for seed in 0..<90 {
            let host = allHosts[seed % allHosts.count]
            try sequence(host, template, seed: UInt64(seed))
        }
    }

    @Test("The same holds among comments and trailing commas", arguments: commented)
    func commentedFiles(template: String) throws {
        for seed in 0..<150 { try sequence(VSCode(), template, seed: UInt64(seed)) }
    }

    @Test("Files and objects that were empty or missing come back as they were")
    func emptyFrames() throws {
        for seed in 0..<300 {
            var dice = Dice(seed: UInt64(seed))
            let original = dice.pick(HostEditTests.originals)
            var edited = try EditedFile(VSCode(), original)
            for _ in 0..<12 {
                let id = dice.pick(["a", "b", "c"])
                if dice.roll(2) == 0 { try edited.link(id) } else { try edited.unlink(id) }
            }
            for id in ["c", "a", "b"] { try edited.unlink(id) }
            #expect(edited.text == original, "seed \(seed)")
            #expect(edited.record == nil)
        }
    }
}
