/// A TOML value of the subset that mcppkg writes.
///
/// How a table or a list of tables is written belongs to the value, so that what a later mcppkg added
/// is written back in the same shape.
public indirect enum TOML: Sendable, Hashable {
    case string(String)
    case integer(Int)
    case boolean(Bool)
    case array([TOML])
    /// `{ key = value }`, on one line.
    case inline(TOMLTable)
    /// A table under its own `[header]`.
    case section(TOMLTable)
    /// Tables under a repeated `[[header]]`.
    case sections([TOMLTable])

    /// The text, when this is a string.
    public var string: String? {
        if case .string(let text) = self { return text }
        return nil
    }

    /// The number, when this is one.
    public var integer: Int? {
        if case .integer(let number) = self { return number }
        return nil
    }

    /// The truth value, when this is one.
    public var boolean: Bool? {
        if case .boolean(let value) = self { return value }
        return nil
    }

    /// The elements, when this is an array written in brackets.
    public var array: [TOML]? {
        if case .array(let elements) = self { return elements }
        return nil
    }

    /// The members, when this is one table in either shape.
    public var table: TOMLTable? {
        switch self {
        case .inline(let table), .section(let table): table
        default: nil
        }
    }

    /// The tables, when this is a list of tables in either shape and of nothing else.
    public var tables: [TOMLTable]? {
        switch self {
        case .sections(let tables): return tables
        case .array(let elements):
            let tables = elements.compactMap(\.table)
            return tables.count == elements.count ? tables : nil
        default: return nil
        }
    }

    /// Whether the value needs a header, and so comes after all keys of its table.
    var hasHeader: Bool {
        switch self {
        case .section: true
        case .sections(let tables): !tables.isEmpty
        default: false
        }
    }
}

extension TOML: ExpressibleByStringLiteral, ExpressibleByBooleanLiteral,
    ExpressibleByIntegerLiteral, ExpressibleByArrayLiteral
{
    /// A string.
    public init(stringLiteral value: String) { self = .string(value) }
    /// A truth value.
    public init(booleanLiteral value: Bool) { self = .boolean(value) }
    /// A number.
    public init(integerLiteral value: Int) { self = .integer(value) }
    /// An array in brackets.
    public init(arrayLiteral elements: TOML...) { self = .array(elements) }
}
