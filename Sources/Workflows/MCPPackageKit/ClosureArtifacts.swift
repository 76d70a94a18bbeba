internal import Cryptography
internal import PackageModel
internal import Trust

extension LockedPackage {
    /// The artifact to fetch, as this machine's settings have its address.
    func artifact(_ environment: Environment) -> WantedArtifact {
        WantedArtifact(
            title: [name, version].compactMap(\.self).joined(separator: " "),
            url: url.map(environment.settings.mirrored),
            file: nil,
            digest: sha256,
            size: size,
            evidence: Evidence(rawValue: evidence) ?? .registryDigest
        )
    }

    /// The last part of its address: what a wheel is called.
    var fileName: String {
        let path = url?.split(separator: "#", maxSplits: 1).first.map(String.init) ?? ""
        let name = path.split(separator: "/").last.map(String.init) ?? ""
        return decodedPlus(name.split(separator: "?").first.map(String.init) ?? name)
    }
}

/// A wheel of a local version has `%2B` for `+` in its address.
private func decodedPlus(_ text: String) -> String {
    var result = ""
    var rest = text[...]
    while let percent = rest.range(of: "%2B") ?? rest.range(of: "%2b") {
        result += rest[..<percent.lowerBound] + "+"
        rest = rest[percent.upperBound...]
    }
    return result + rest
}

extension Substring {
    /// Where a text begins, compared byte by byte.
    fileprivate func range(of text: String) -> Range<Index>? {
        var start = startIndex
        while start < endIndex {
            if self[start...].hasPrefix(text) {
                return start..<index(start, offsetBy: text.count)
            }
            start = index(after: start)
        }
        return nil
    }
}
