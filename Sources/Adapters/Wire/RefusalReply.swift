public import Diagnostics
internal import Documents
public import Processes

/// Tells a host why its server was not started, in the one place that hosts show to people.
///
/// The host's first request is answered with a JSON-RPC error; notifications before it are skipped.
public struct RefusalReply: Sendable {
    private let data: JSON
    private let message: String

    /// Takes the failure as a person would read it.
    public init(_ error: any UserFacingError) {
        var members: [(String, JSON)] = [
            ("code", .string(error.code.description)), ("reason", .string(error.reason)),
        ]
        if let remedy = error.remedy { members.append(("remedy", .string(remedy))) }
        data = .object(JSONObject(members))
        message = error.reason + (error.remedy.map { ". " + $0 } ?? "")
    }

    /// Answers the first request that arrives; nothing when input ends or the deadline passes first.
    ///
    /// Input beyond `WireLimits.firstRequest` without a request ends the attempt as well.
    public func answerFirstRequest(
        from input: PipeEnd = .standardInput(),
        to output: PipeEnd = .standardOutput(),
        until deadline: Deadline
    ) {
        guard let id = firstRequest(from: input, until: deadline) else { return }
        let error: JSON = ["code": -32000, "message": .string(message), "data": data]
        let answer: JSON = ["jsonrpc": "2.0", "id": id, "error": error]
        // The host may be gone by now; there is nobody else to tell.
        try? output.write(answer.line, until: deadline)
    }

    private func firstRequest(from input: PipeEnd, until deadline: Deadline) -> JSON? {
        var lines = LineBuffer(limit: WireLimits.firstRequest)
        var total = 0
        while total <= WireLimits.firstRequest.bytes {
            while let line = lines.next() {
                if case .request(let id, _) = Message(line) { return id }
            }
            guard let bytes = try? input.read(until: deadline), lines.append(bytes) else {
                return nil
            }
            if bytes.isEmpty {
                // A last line without its end still is a request.
                if case .request(let id, _) = Message(lines.rest) { return id }
                return nil
            }
            total += bytes.count
        }
        return nil
    }
}
