/// A parsed JSON value that knows which bytes of its document it came from.
public struct JSONNode: Sendable {
    /// What the value is.
    public enum Content: Sendable {
        case null
        case bool(Bool)
        case number(String)
        case string(String)
        case array([JSONNode])
        case object([JSONMember])
    }

    /// The value itself.
    public let content: Content
    /// The bytes of the value, without surrounding space.
    public let range: Range<Int>

    /// The value without positions.
    public var value: JSON {
        switch content {
        case .null: .null
        case .bool(let value): .bool(value)
        case .number(let text): .number(text)
        case .string(let text): .string(text)
        case .array(let elements): .array(elements.map(\.value))
        case .object(let members):
            .object(JSONObject(unique: members.map { ($0.key, $0.value.value) }))
        }
    }

    /// The members, when this is an object.
    public var members: [JSONMember]? {
        if case .object(let members) = content { return members }
        return nil
    }

    /// The member `key` of an object; nil for everything else.
    public subscript(key: String) -> JSONNode? {
        members?.first { hasSameBytes($0.key, key) }?.value
    }
}

/// One member of an object, with the place of its key.
public struct JSONMember: Sendable {
    /// The key, unescaped.
    public let key: String
    /// The bytes of the key, quotes included.
    public let keyRange: Range<Int>
    /// The value.
    public let value: JSONNode

    /// From the first byte of the key to the last of the value.
    public var range: Range<Int> { keyRange.lowerBound..<value.range.upperBound }
}
