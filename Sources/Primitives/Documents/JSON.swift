/// A JSON value.
///
/// Objects keep the order of their members; numbers keep their text.
public enum JSON: Sendable, Hashable {
    case null
    case bool(Bool)
    case number(String)
    case string(String)
    case array([JSON])
    case object(JSONObject)

    /// The text, when this is a string.
    public var string: String? {
        if case .string(let text) = self { return text }
        return nil
    }

    /// The truth value, when this is one.
    public var bool: Bool? {
        if case .bool(let value) = self { return value }
        return nil
    }

    /// The number as an integer, when it is written as one that fits.
    public var integer: Int? {
        if case .number(let text) = self { return Int(text) }
        return nil
    }

    /// The elements, when this is an array.
    public var array: [JSON]? {
        if case .array(let elements) = self { return elements }
        return nil
    }

    /// The members, when this is an object.
    public var object: JSONObject? {
        if case .object(let object) = self { return object }
        return nil
    }

    /// The member `key` of an object; nil for everything else.
    public subscript(key: String) -> JSON? { object?[key] }
}

extension JSON {
    /// Same kind and value: texts byte for byte, numbers as written, members in any order.
    public static func == (left: JSON, right: JSON) -> Bool {
        switch (left, right) {
        case (.null, .null): true
        case (.bool(let left), .bool(let right)): left == right
        case (.number(let left), .number(let right)): left == right
        case (.string(let left), .string(let right)): hasSameBytes(left, right)
        case (.array(let left), .array(let right)): left == right
        case (.object(let left), .object(let right)): left == right
        default: false
        }
    }
}

extension JSON: ExpressibleByStringLiteral, ExpressibleByBooleanLiteral,
    ExpressibleByIntegerLiteral,
    ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    /// A string.
    public init(stringLiteral value: String) { self = .string(value) }
    /// A truth value.
    public init(booleanLiteral value: Bool) { self = .bool(value) }
    /// A number.
    public init(integerLiteral value: Int) { self = .number(String(value)) }
    /// An array.
    public init(arrayLiteral elements: JSON...) { self = .array(elements) }
    /// An object in the order written.
    public init(dictionaryLiteral elements: (String, JSON)...) {
        self = .object(JSONObject(elements))
    }
    /// A whole number.
    public init(_ value: Int) { self = .number(String(value)) }
}

/// The members of a JSON object, in order, each key once.
public struct JSONObject: Sendable, Hashable {
    /// Keys with their values, in the order of the document.
    public private(set) var members: [(key: String, value: JSON)]

    /// Takes members in order; a repeated key keeps its first place and its last value.
    public init(_ members: [(String, JSON)] = []) {
        self.members = []
        for (key, value) in members { self[key] = value }
    }

    init(unique members: [(key: String, value: JSON)]) { self.members = members }

    /// The value under `key`; setting nil removes it, setting a new key appends.
    public subscript(key: String) -> JSON? {
        get { members.first { hasSameBytes($0.key, key) }?.value }
        set {
            let index = members.firstIndex { hasSameBytes($0.key, key) }
            switch (index, newValue) {
            case (let index?, let value?): members[index].value = value
            case (let index?, nil): members.remove(at: index)
            case (nil, let value?): members.append((key, value))
            case (nil, nil): break
            }
        }
    }

    /// The keys in order.
    public var keys: [String] { members.map(\.key) }

    /// Whether there are no members.
    public var isEmpty: Bool { members.isEmpty }

    /// Same keys with the same values, in any order.
    public static func == (left: JSONObject, right: JSONObject) -> Bool {
        guard left.members.count == right.members.count else { return false }
        return zip(left.sorted, right.sorted).allSatisfy {
            hasSameBytes($0.key, $1.key) && $0.value == $1.value
        }
    }

    /// Sorted once instead of looked up one by one: documents from outside may hold very many.
    private var sorted: [(key: String, value: JSON)] {
        members.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
    }

    /// Hashes without regard to order.
    public func hash(into hasher: inout Hasher) {
        for member in sorted {
            hasher.combine(member.key)
            hasher.combine(member.value)
        }
    }
}
