internal import Diagnostics
internal import Documents
internal import PackageModel

/// What npm is shown of one packument: the versions within the bound, with tarballs at the gateway.
///
/// Platforms are left out, because one lock serves all of them; they come back from the packument afterwards.
struct NPMView {
    let packument: NPMPackument
    let bound: NPMBound
    /// The version that was chosen by name, which is shown whatever its age.
    let exempt: VersionText?

    /// The releases that npm may choose from.
    var releases: [NPMRelease] { packument.releases.filter(isShown) }

    /// The newest release that is not shown.
    var newestWithheld: NPMRelease? {
        packument.releases.filter { !isShown($0) }
            .max { isLower($0.version, $1.version) }
    }

    private func isShown(_ release: NPMRelease) -> Bool {
        bound.admits(release) || release.version == exempt
    }

    /// What `latest` said and what it is shown as, when that differs.
    var movedLatest: (from: String, to: String)? {
        guard let tag = packument.tags.first(where: { $0.name == "latest" }),
            let shown = shownTags.first(where: { $0.name == "latest" }),
            shown.version != tag.version
        else { return nil }
        return (tag.version, shown.version)
    }

    /// The document for npm, with tarballs below `base`.
    func document(base: String) -> [UInt8] {
        let tags = JSON.object(JSONObject(shownTags.map { ($0.name, .string($0.version)) }))
        var text = Array("{\"name\":".utf8)
        text += JSON.string(packument.name.description).bytes() + Array(",\"dist-tags\":".utf8)
        text += tags.bytes() + Array(",\"versions\":{".utf8)
        // Joined as text: an object would compare each of thousands of keys with all before it.
        for (index, release) in releases.enumerated() {
            if index > 0 { text.append(UInt8(ascii: ",")) }
            text += JSON.string(release.version.description).bytes()
            text.append(UInt8(ascii: ":"))
            text += manifest(release, base: base).bytes()
        }
        return text + Array("}}".utf8)
    }

    /// Every tag at its version, or at the newest below it that is shown; a tag without one is gone.
    ///
    /// Source: npm `npm-pick-manifest`, which reads a tag beyond `before` as `<=VERSION`.
    private var shownTags: [(name: String, version: String)] {
        let shown = releases.map(\.version)
        let names = Set(shown.map(\.description))
        return packument.tags.compactMap { tag in
            if names.contains(tag.version) { return tag }
            guard let limit = try? VersionText(parsing: tag.version) else { return nil }
            let below = shown.filter { isLower($0, limit) }
            let best =
                below.filter { !$0.isPrerelease }.max(by: isLower) ?? below.max(by: isLower)
            return best.map { (tag.name, $0.description) }
        }
    }

    private func manifest(_ release: NPMRelease, base: String) -> JSON {
        let version = release.version.description
        var members = release.manifest.object?.members.map { ($0.key, $0.value) } ?? []
        var dist: [(String, JSON)] = [
            ("tarball", .string("\(base)/\(packument.name)/-/\(version).tgz"))
        ]
        if let integrity = release.integrity {
            dist.append(("integrity", .string(integrity.description)))
        } else if let shasum = release.shasum {
            dist.append(("shasum", .string(shasum)))
        }
        members.append(("dist", .object(JSONObject(dist))))
        if release.hasInstallScript { members.append(("hasInstallScript", true)) }
        return .object(JSONObject(members))
    }
}

private func isLower(_ left: VersionText, _ right: VersionText) -> Bool {
    right.isHigher(than: left) == true
}
