internal import Cryptography
internal import Documents
internal import Resolution

extension PyPIPage {
    /// Reads the JSON form of a project's page.
    ///
    /// Source: PEP 691, 700, 714 and 792.
    init(json bytes: [UInt8], from url: String) throws(PyPIError) {
        let document: JSON
        do throws(JSONError) {
            document = try JSON(parsing: bytes)
        } catch {
            throw .malformed(url: url, why: error.reason)
        }
        guard let version = document["meta"]?["api-version"]?.string else {
            throw .malformed(url: url, why: "`meta.api-version` is missing")
        }
        self.version = version
        // The rest of a page of the future means what nobody knows; the version is judged by the caller.
        guard version.hasPrefix("1.") else { return }
        guard let name = document["name"]?.string else {
            throw .malformed(url: url, why: "`name` is missing")
        }
        guard let files = document["files"]?.array else {
            throw .malformed(url: url, why: "it has no list `files`")
        }
        guard files.count <= PyPILimits.files else {
            throw .malformed(url: url, why: "it lists more than \(PyPILimits.files) files")
        }
        self.name = name
        let status = document["project-status"]
        self.status = status?["status"]?.string
        statusReason = status?["reason"]?.string
        entries = try files.map { (file) throws(PyPIError) in try Entry(file, from: url) }
    }
}

extension PyPIPage.Entry {
    fileprivate init(_ file: JSON, from url: String) throws(PyPIError) {
        guard let reference = file["url"]?.string, let filename = file["filename"]?.string else {
            throw .malformed(url: url, why: "a file has no `url` or no `filename`")
        }
        guard reference.utf8.count <= PyPILimits.attribute else {
            throw .malformed(
                url: url,
                why: "an address is longer than \(PyPILimits.attribute) bytes"
            )
        }
        self.reference = reference
        self.filename = filename
        sha256 = file["hashes"]?["sha256"]?.string ?? ""
        size = file["size"]?.integer
        uploadTime = file["upload-time"]?.string
        requiresPython = file["requires-python"]?.string
        switch file["yanked"] {
        case .bool(true): yanked = ""
        case .string(let reason): yanked = reason
        default: yanked = nil
        }
        // PEP 714: the new name wins where both are there.
        metadata = Self.metadata(file["core-metadata"] ?? file["dist-info-metadata"])
    }

    private static func metadata(_ value: JSON?) -> PyPIFile.Metadata {
        switch value {
        case .bool(true): .present(nil)
        case .object(let hashes):
            .present(hashes["sha256"]?.string.flatMap { Digest(hex: $0.lowercased()) })
        default: .absent
        }
    }
}
