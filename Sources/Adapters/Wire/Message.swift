internal import Documents

/// One JSON-RPC 2.0 message, told apart by what it holds.
enum Message {
    /// Somebody asks and waits.
    case request(id: JSON, method: String)
    /// Somebody tells and does not wait.
    case notification(method: String)
    /// The result or error of a request.
    case answer(id: JSON, result: JSON?, error: JSON?)

    /// Nil for anything else, such as a banner.
    init?(_ line: [UInt8]) {
        guard let document = try? JSON(parsing: line) else { return nil }
        // A batch, allowed by one old revision, counts as its first message.
        let single = document.array?.first ?? document
        guard single.object != nil else { return nil }
        let id = single["id"].flatMap { $0.isIdentifier ? $0 : nil }
        switch (single["method"]?.string, id) {
        case (let method?, let id?): self = .request(id: id, method: method)
        case (let method?, nil): self = .notification(method: method)
        case (nil, let id?):
            self = .answer(id: id, result: single["result"], error: single["error"])
        case (nil, nil): return nil
        }
    }
}

extension JSON {
    /// Whether JSON-RPC accepts this as an id: a text or a number.
    fileprivate var isIdentifier: Bool {
        switch self {
        case .string, .number: true
        default: false
        }
    }

    /// The value as one line of the wire.
    var line: [UInt8] { bytes(.compact) + [0x0A] }
}
