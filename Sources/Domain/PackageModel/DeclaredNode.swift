internal import Documents

/// One place of a document from outside; it knows its own path, for errors.
struct DeclaredNode {
    /// What the document is called in errors, such as `server document`.
    let kind: String
    /// Members and indexes from the root, such as `packages[0].transport`; empty for the root.
    let path: String
    /// The value at this place.
    let json: JSON

    /// An error at the member `key`, or at this place itself.
    func malformed(_ key: String? = nil, _ why: String) -> ModelError {
        .document(kind: kind, path: place(key), why: why)
    }

    /// The member `key`, spelled so or in the snake case of older documents; null counts as absent.
    func member(_ key: String) -> DeclaredNode? {
        guard let value = json[key] ?? json[snakeCase(key)], value != .null else { return nil }
        return DeclaredNode(kind: kind, path: place(key), json: value)
    }

    /// This node, when it is an object.
    func object() throws(ModelError) -> DeclaredNode {
        guard json.object != nil else { throw malformed(nil, "not an object") }
        return self
    }

    /// A text of at most `limit` bytes without NUL; nil when absent.
    func text(_ key: String, limit: Int = DocumentLimits.text) throws(ModelError) -> String? {
        guard let node = member(key) else { return nil }
        guard let text = node.json.string else { throw malformed(key, "not a text") }
        return try node.bounded(text, limit)
    }

    /// A text that must be there and not be empty.
    func requiredText(_ key: String, limit: Int = DocumentLimits.text) throws(ModelError) -> String
    {
        guard let text = try text(key, limit: limit), !text.isEmpty else {
            throw malformed(key, "missing, or empty")
        }
        return text
    }

    /// A text, number or truth value as a text; publishers write all three where a text is meant.
    func scalar(_ key: String) throws(ModelError) -> String? {
        guard let node = member(key) else { return nil }
        return try node.scalarText()
    }

    /// This node itself as a text.
    func scalarText() throws(ModelError) -> String {
        switch json {
        case .string(let text): return try bounded(text, DocumentLimits.text)
        case .number(let text): return try bounded(decimal(text), DocumentLimits.text)
        case .bool(let value): return value ? "true" : "false"
        default: throw malformed(nil, "not a text, number or truth value")
        }
    }

    /// A truth value; absent is false.
    func flag(_ key: String) throws(ModelError) -> Bool {
        guard let node = member(key) else { return false }
        guard let value = node.json.bool else { throw malformed(key, "not true or false") }
        return value
    }

    /// A number, as a decimal of limited size.
    func number(_ key: String) throws(ModelError) -> Double? {
        guard let node = member(key) else { return nil }
        guard case .number(let text) = node.json, let value = Double(text), value.isFinite else {
            throw malformed(key, "not a number")
        }
        return value
    }

    /// The elements of a list of at most `limit`; an absent list is empty.
    func list(_ key: String, limit: Int) throws(ModelError) -> [DeclaredNode] {
        guard let node = member(key) else { return [] }
        return try node.elements(limit: limit)
    }

    /// The elements of this list.
    func elements(limit: Int) throws(ModelError) -> [DeclaredNode] {
        guard let elements = json.array else { throw malformed(nil, "not a list") }
        guard elements.count <= limit else { throw malformed(nil, "more than \(limit) entries") }
        return elements.enumerated().map { index, element in
            DeclaredNode(kind: kind, path: "\(path)[\(index)]", json: element)
        }
    }

    /// A list of texts.
    func texts(_ key: String, limit: Int) throws(ModelError) -> [String] {
        var texts: [String] = []
        for node in try list(key, limit: limit) { texts.append(try node.scalarText()) }
        return texts
    }

    /// The members of an object of at most `limit`, in order; an absent object has none.
    func members(_ key: String, limit: Int) throws(ModelError) -> [(
        key: String, node: DeclaredNode
    )] {
        guard let node = member(key) else { return [] }
        guard let object = node.json.object else { throw malformed(key, "not an object") }
        guard object.members.count <= limit else {
            throw malformed(key, "more than \(limit) members")
        }
        for member in object.members where member.key.utf8.count > DocumentLimits.name {
            throw malformed(key, "a member name is longer than \(DocumentLimits.name) bytes")
        }
        return object.members.map { member in
            (
                member.key,
                DeclaredNode(kind: kind, path: node.place(member.key), json: member.value)
            )
        }
    }

    private func bounded(_ text: String, _ limit: Int) throws(ModelError) -> String {
        guard text.utf8.count <= limit else { throw malformed(nil, "longer than \(limit) bytes") }
        guard !text.utf8.contains(0) else { throw malformed(nil, "it holds a NUL") }
        return text
    }

    private func place(_ key: String?) -> String {
        guard let key else { return path.isEmpty ? "the root" : path }
        return path.isEmpty ? key : path + "." + key
    }
}

/// `registryBaseUrl` as `registry_base_url`; names without capitals are the same in both.
private func snakeCase(_ key: String) -> String {
    var result = ""
    for character in key {
        if character.isUppercase { result += "_" }
        result += character.lowercased()
    }
    return result
}

/// Whole numbers without fraction or exponent; others as they are written.
private func decimal(_ text: String) -> String {
    guard let value = Double(text), value.magnitude < 1e15, value.rounded() == value else {
        return text
    }
    return String(Int(value))
}
