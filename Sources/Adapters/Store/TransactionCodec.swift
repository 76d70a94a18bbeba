internal import Documents
internal import Filesystem
internal import PackageModel
internal import Paths

/// A transaction as a directory: `record.json`, and the old and new bytes of each file as `old-N` and `new-N`.
struct TransactionCodec {
    let directory: Directory

    static let recordName = "record.json"

    /// Writes everything and syncs it; the caller renames the directory to make it count.
    func write(_ transaction: Transaction) throws(FilesystemError) {
        var steps: [JSON] = []
        for (index, change) in transaction.changes.enumerated() {
            steps.append(.object(try encode(change, index)))
        }
        let scope: JSON =
            switch transaction.scope {
            case .user: .null
            case .project(let path): .string(path.description)
            }
        let record: JSON = [
            "transactionVersion": 1, "title": .string(transaction.title), "project": scope,
            "notes": transaction.notes, "changes": .array(steps),
        ]
        try save(record.bytes(.pretty(indent: 1)), as: Self.recordName)
        try directory.synchronize()
    }

    /// Reads everything back.
    func read() throws(StoreError) -> Transaction {
        let place = directory.path.appending(Self.recordName)
        let bytes = try filing { () throws(FilesystemError) in
            try Files.read(place, limit: StoreLimits.document)
        }
        guard let bytes, let record = try? JSON(parsing: bytes),
            record["transactionVersion"]?.integer == 1,
            let title = record["title"]?.string, let steps = record["changes"]?.array
        else { throw .journal(path: place, why: "not a transaction of version 1") }
        var changes: [Change] = []
        for (index, step) in steps.enumerated() { changes.append(try decode(step, index, place)) }
        let scope = try (record["project"]?.string).map { (text) throws(StoreError) in
            Scope.project(try path(text, place))
        }
        return Transaction(
            title: title,
            scope: scope ?? .user,
            changes: changes,
            notes: record["notes"] ?? [:]
        )
    }

    private func encode(_ change: Change, _ index: Int) throws(FilesystemError) -> JSONObject {
        var step = JSONObject([("path", .string(change.path.description))])
        switch change {
        case .write(_, let old, let new, let mode, let rebase):
            step["do"] = "write"
            step["mode"] = JSON(Int(mode))
            step["hadOld"] = .bool(old != nil)
            step["rebase"] = rebase
            if let old { try save(old, as: "old-\(index)") }
            try save(new, as: "new-\(index)")
        case .remove(_, let old, let mode, let rebase):
            step["do"] = "remove"
            step["mode"] = JSON(Int(mode))
            step["rebase"] = rebase
            try save(old, as: "old-\(index)")
        case .makeDirectory(_, let mode):
            step["do"] = "makeDirectory"
            step["mode"] = JSON(Int(mode))
        case .removeEmptyDirectory: step["do"] = "removeEmptyDirectory"
        case .link(_, let old, let new):
            step["do"] = "link"
            step["old"] = old.map { .string($0) }
            step["new"] = new.map { .string($0) }
        case .discard: step["do"] = "discard"
        case .restore(_, let from):
            step["do"] = "restore"
            step["from"] = .string(from.description)
        }
        return step
    }

    private func decode(_ step: JSON, _ index: Int, _ place: AbsolutePath) throws(StoreError)
        -> Change
    {
        guard let text = step["path"]?.string else {
            throw .journal(path: place, why: "a step without a path")
        }
        let target = try path(text, place)
        let mode = UInt32(step["mode"]?.integer ?? 0o600)
        switch step["do"]?.string {
        case "write":
            let old = step["hadOld"]?.bool == true ? try load("old-\(index)") : nil
            let new = try load("new-\(index)")
            return .write(path: target, old: old, new: new, mode: mode, rebase: step["rebase"])
        case "remove":
            return .remove(
                path: target,
                old: try load("old-\(index)"),
                mode: mode,
                rebase: step["rebase"]
            )
        case "makeDirectory":
            return .makeDirectory(path: target, mode: UInt32(step["mode"]?.integer ?? 0o700))
        case "removeEmptyDirectory": return .removeEmptyDirectory(path: target)
        case "link": return .link(path: target, old: step["old"]?.string, new: step["new"]?.string)
        case "discard": return .discard(path: target)
        case "restore":
            return .restore(path: target, from: try path(step["from"]?.string ?? "", place))
        default: throw .journal(path: place, why: "a step of an unknown kind")
        }
    }

    private func save(_ bytes: [UInt8], as name: String) throws(FilesystemError) {
        let file = try directory.createFile(name)
        try file.write(bytes)
        try file.synchronize()
    }

    private func load(_ name: String) throws(StoreError) -> [UInt8] {
        let place = directory.path.appending(name)
        let bytes = try filing { () throws(FilesystemError) in
            try Files.read(place, limit: StoreLimits.document)
        }
        guard let bytes else { throw .journal(path: place, why: "it is missing") }
        return bytes
    }

    private func path(_ text: String, _ place: AbsolutePath) throws(StoreError) -> AbsolutePath {
        do throws(PathError) { return try AbsolutePath(parsing: text) } catch {
            throw .journal(path: place, why: error.reason)
        }
    }
}
