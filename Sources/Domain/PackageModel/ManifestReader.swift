internal import Diagnostics
internal import Documents

/// One value of a manifest with its place, read as what it must be.
struct ManifestReader {
    let json: JSON
    let path: String

    /// The value under `key`, or nil when there is none.
    func member(_ key: String) -> ManifestReader? {
        json[key].map { ManifestReader(json: $0, path: path.isEmpty ? key : path + "." + key) }
    }

    func failure(_ why: String) -> ManifestError {
        .malformed(path: path.isEmpty ? "the top" : path, why: why)
    }

    func object() throws(ManifestError) -> JSONObject {
        guard let object = json.object else { throw failure("it must be an object") }
        return object
    }

    /// The values of an object with their keys, in order.
    func members() throws(ManifestError) -> [(key: String, value: ManifestReader)] {
        try object().members.map { member in
            let place = path.isEmpty ? member.key : path + "." + member.key
            return (member.key, ManifestReader(json: member.value, path: place))
        }
    }

    func text() throws(ManifestError) -> String {
        guard let text = json.string else { throw failure("it must be a text") }
        return text
    }

    func truth() throws(ManifestError) -> Bool {
        guard let truth = json.bool else { throw failure("it must be `true` or `false`") }
        return truth
    }

    func elements() throws(ManifestError) -> [ManifestReader] {
        guard let elements = json.array else { throw failure("it must be a list") }
        return elements.enumerated().map { ManifestReader(json: $1, path: "\(path)[\($0)]") }
    }

    /// The elements of a list, each read by `read`.
    func list<Element>(_ read: (ManifestReader) throws(ManifestError) -> Element)
        throws(ManifestError) -> [Element]
    {
        var result: [Element] = []
        for element in try elements() { result.append(try read(element)) }
        return result
    }

    /// The text as a value of the model; what the model objects to becomes a fault of this place.
    func parsed<Value>(_ parse: (String) throws(ModelError) -> Value) throws(ManifestError) -> Value
    {
        let text = try text()
        do throws(ModelError) { return try parse(text) } catch { throw failure(error.reason) }
    }
}

extension ManifestReader {
    /// Refuses every text that names the place of a secret; words for people are not values and may
    /// say anything.
    ///
    /// - Throws: `ManifestError.secretReference` with the first place.
    func refuseSecretReferences() throws(ManifestError) {
        switch json {
        case .string(let text):
            // `file:///x.mcpb` is where a bundle lies; as a value it would be read.
            let isSource = path.hasSuffix(".source") && text.hasPrefix("file://")
            guard isMutated("manifest.secret-reference") || isSource || !isSecretReference(text)
            else {
                throw .secretReference(path: path)
            }
        case .array:
            for element in try elements() { try element.refuseSecretReferences() }
        case .object:
            for (key, value) in try members() where !Self.proseKeys.contains(key) {
                try value.refuseSecretReferences()
            }
        default: break
        }
    }

    private static let proseKeys: Set<String> = ["$schema", "help", "reason", "description"]
}
