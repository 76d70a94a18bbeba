public import PackageModel

/// Servers that run elsewhere and are only reached.
///
/// Source: server.json schema 2025-12-11, `RemoteTransport`.
public struct RemoteFormat: Sendable {
    /// There is nothing to configure.
    public init() {}

    /// What an endpoint asks a person for: the variables in its address, and its headers.
    public func inputs(of remote: ServerRemote) -> [InputDeclaration] {
        let template = Template(document: remote.url, variables: remote.variables)
        var inputs = Set(template.pieces.compactMap(inputName)).sorted().compactMap { name in
            remote.variables.first { $0.name == name }
        }.flatMap { InputSlot($0.input, name: $0.name).asks }
        for header in remote.headers { inputs += slot(of: header).asks }
        return inputs.merged()
    }

    /// Fills in an endpoint's address and headers.
    ///
    /// Values become single parts of the address: what would end a host name or begin a path is percent-encoded,
    /// unless the address begins with the value. Headers without value, secrets among them, are left out.
    /// `inputs` holds the final values of `inputs(of:)`.
    /// - Throws: `ModelError.document` for an address that is none, `.refused` for plain http elsewhere.
    public func plan(_ remote: ServerRemote, inputs: ResolvedInputs) throws(ModelError)
        -> RemotePlan
    {
        let template = Template(document: remote.url, variables: remote.variables)
        var url = ""
        for piece in template.pieces { url += text(of: piece, inputs, isFirst: url.isEmpty) }
        try EndpointAddress.check(url)
        var headers: [RemotePlan.Header] = []
        for header in remote.headers {
            try checkHeader(name: header.name)
            guard let value = value(of: slot(of: header).template, inputs) else { continue }
            try check(value, ofHeader: header.name)
            headers.append(RemotePlan.Header(name: header.name, value: value))
        }
        return RemotePlan(kind: remote.kind, template: remote.url, url: url, headers: headers)
    }

    /// An address that a person typed: nothing to fill in.
    /// - Throws: `ModelError` as for a registry's endpoint.
    public func plan(url: String) throws(ModelError) -> RemotePlan {
        try EndpointAddress.check(url)
        return RemotePlan(kind: .streamableHTTP, template: url, url: url, headers: [])
    }
}

/// An endpoint with everything filled in, to be pinned and linked.
public struct RemotePlan: Sendable, Equatable {
    /// One header.
    public struct Header: Sendable, Equatable {
        /// Its name as declared.
        public let name: String
        /// Its value; never a secret.
        public let value: String
    }

    /// `streamable-http` or `sse`.
    public let kind: TransportKind
    /// The address as published, the same for everybody.
    public let template: String
    /// The address with this person's values.
    public let url: String
    /// What is sent with every request, in the order declared.
    public let headers: [Header]
}

private func slot(of header: NamedServerInput) -> InputSlot {
    InputSlot(header.input, name: header.name)
}

private func inputName(_ piece: Template.Piece) -> String? {
    if case .input(let name) = piece { return name }
    return nil
}

private func text(of piece: Template.Piece, _ inputs: ResolvedInputs, isFirst: Bool) -> String {
    switch piece {
    case .text(let text): return text
    case .input(let name):
        let value = inputs.values(of: name)?.first ?? ""
        return isFirst ? value : percentEncoded(value)
    case .prefix, .directory, .workspace: return ""
    }
}

/// The value of a header; nil when an input in it has none.
private func value(of template: Template, _ inputs: ResolvedInputs) -> String? {
    var result = ""
    for piece in template.pieces {
        if let name = inputName(piece) {
            guard let value = inputs.values(of: name)?.first else { return nil }
            result += value
        } else {
            result += text(of: piece, inputs, isFirst: true)
        }
    }
    return result
}

private func checkHeader(name: String) throws(ModelError) {
    let marks = "!#$%&'*+-.^_`|~".utf8
    let isToken = name.utf8.allSatisfy { byte in
        switch byte {
        case 48...57, 65...90, 97...122: true
        default: marks.contains(byte)
        }
    }
    guard isToken, !name.isEmpty else {
        throw .document(
            kind: "server document",
            path: "headers",
            why: "`\(name)` is not the name of a header"
        )
    }
}

/// A line end in a value would begin another header.
private func check(_ value: String, ofHeader name: String) throws(ModelError) {
    guard value.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 }) else {
        throw .badValue(input: name, why: "a header holds no line ends or control characters")
    }
}

private func percentEncoded(_ text: String) -> String {
    let digits = Array("0123456789ABCDEF".utf8)
    var encoded: [UInt8] = []
    for byte in text.utf8 {
        switch byte {
        case 48...57, 65...90, 97...122, 45, 46, 95, 126: encoded.append(byte)
        default: encoded += [37, digits[Int(byte >> 4)], digits[Int(byte & 15)]]
        }
    }
    return String(decoding: encoded, as: UTF8.self)
}
