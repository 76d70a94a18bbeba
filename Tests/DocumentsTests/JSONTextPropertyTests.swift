import Documents
import Testing

/// A small generator with a fixed sequence, so that a failure can be repeated.
struct Dice {
    private var state: UInt64

    init(seed: UInt64) { state = seed &* 2 &+ 1 }

    mutating func roll(_ sides: Int) -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int((state >> 33) % UInt64(sides))
    }

    mutating func pick<Element>(_ choices: [Element]) -> Element { choices[roll(choices.count)] }
}

@Suite struct JSONTextPropertyTests {
    /// Writes an object of random members with random space and comments between all tokens.
    private func document(_ dice: inout Dice, depth: Int = 0) -> String {
        let count = dice.roll(4)
        var text = "{" + trivia(&dice)
        for index in 0..<count {
            let value = depth < 2 && dice.roll(2) == 0 ? document(&dice, depth: depth + 1) : "1"
            text += "\"k\(index)\"" + trivia(&dice) + ":" + trivia(&dice) + value + trivia(&dice)
            if index < count - 1 || dice.roll(3) == 0 { text += "," + trivia(&dice) }
        }
        return text + "}"
    }

    private func trivia(_ dice: inout Dice) -> String {
        dice.pick([
            "", "", " ", "\n", "\n  ", "\r\n\t", " // c\n", " /* c */ ", "/* a\n b */\n",
            "// x\r\n  ",
        ])
    }

    private func comments(_ text: [UInt8]) -> Int {
        String(decoding: text, as: UTF8.self).split(separator: "/").count
    }

    @Test(
        "Whatever stands between the tokens, an edit changes the one value and keeps all comments"
    )
    func edits() throws {
        for seed in 0..<3000 {
            var dice = Dice(seed: UInt64(seed))
            let text = try JSONText(parsing: Array(document(&dice).utf8))
            let path = dice.pick([
                ["k0"], ["k1"], ["k0", "k1"], ["new"], ["k1", "new"], ["k2", "k0", "x"],
            ])
            let removed = text.removing(path)
            #expect(removed.root.value == without(text.root.value, path[...]))
            guard let changed = try? text.setting(["v": [2]], at: path) else { continue }
            #expect(changed.value(at: path) == ["v": [2]])
            #expect(
                without(changed.root.value, path[...]) == without(text.root.value, path[...])
                    || path.count > 1
            )
            guard text.node(at: path) == nil else { continue }
            #expect(comments(changed.bytes) == comments(text.bytes))
        }
    }

    @Test("A member that was added to others is removed to the same bytes")
    func reversible() throws {
        for seed in 0..<3000 {
            var dice = Dice(seed: UInt64(seed))
            let text = try JSONText(parsing: Array(document(&dice).utf8))
            guard text.root.members?.isEmpty == false else { continue }
            let added = try text.setting(["v": 1], at: ["new"])
            #expect(added.removing(["new"]).bytes == text.bytes)
        }
    }

    private func without(_ json: JSON, _ path: ArraySlice<String>) -> JSON {
        guard var object = json.object, let key = path.first, let inner = object[key] else {
            return json
        }
        object[key] = path.count == 1 ? nil : without(inner, path.dropFirst())
        return .object(object)
    }
}
