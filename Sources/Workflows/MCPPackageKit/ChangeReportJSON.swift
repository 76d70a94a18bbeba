public import Documents
internal import PackageModel
internal import Paths

extension ChangeReport.Server {
    /// The documented form of one server (contract, section 4, "JSON").
    public var json: JSON {
        var object = JSONObject([
            ("id", .string(id.description)), ("name", .string(name.description)),
            ("version", .string(version)),
        ])
        object["previousVersion"] = previousVersion.map { .string($0) }
        object["prefix"] = prefix.map { .string($0.description) }
        object["verified"] = .array(verified.map { .string($0) })
        object["changed"] = .bool(isChanged)
        if !hosts.isEmpty { object["hosts"] = .array(hosts.map { .string($0) }) }
        return .object(object)
    }
}
