internal import Cryptography
internal import Resolution

extension PyPIPage {
    /// Reads the HTML form of a project's page.
    ///
    /// Source: PEP 503, 592, 629, 658, 714 and 792.
    init(html bytes: [UInt8], from url: String) throws(PyPIError) {
        var scanner = HTMLTags(bytes)
        while let tag = scanner.next() {
            switch tag.name {
            case "meta": take(meta: tag)
            case "base": if base == nil, entries.isEmpty { base = tag["href"] }
            case "a":
                guard let reference = tag["href"] else { continue }
                entries.append(Entry(tag, reference))
                guard entries.count <= PyPILimits.files else {
                    throw .malformed(url: url, why: "it lists more than \(PyPILimits.files) files")
                }
            default: break
            }
        }
        guard scanner.hasSeenTags else {
            throw .malformed(url: url, why: "it is neither JSON nor HTML")
        }
        // An empty project of an old index is rarer than a page to sign in at.
        guard !entries.isEmpty || version != nil else {
            throw .malformed(
                url: url,
                why: "a web page came that lists no file, perhaps from a proxy"
            )
        }
    }

    private mutating func take(meta tag: HTMLTags.Tag) {
        switch tag["name"]?.lowercased() {
        case "pypi:repository-version": version = tag["content"]
        case "pypi:project-status": status = tag["content"]
        case "pypi:project-status-reason": statusReason = tag["content"]
        default: break
        }
    }
}

extension PyPIPage.Entry {
    fileprivate init(_ tag: HTMLTags.Tag, _ reference: String) {
        self.reference = reference
        requiresPython = tag["data-requires-python"]
        yanked = tag["data-yanked"]
        uploadTime = tag["data-upload-time"]
        size = tag["data-size"].flatMap { Int($0) }
        metadata = Self.metadata(tag["data-core-metadata"] ?? tag["data-dist-info-metadata"])
    }

    private static func metadata(_ value: String?) -> PyPIFile.Metadata {
        guard let value, value != "false" else { return .absent }
        let label = "sha256="
        guard value.hasPrefix(label) else { return .present(nil) }
        return .present(Digest(hex: value.dropFirst(label.count).lowercased()))
    }
}
