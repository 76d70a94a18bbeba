public import PackageModel
public import Resolution

extension NPMPackument {
    /// The versions that a request may choose from, with what is known of each.
    ///
    /// As npm does it, what the publisher tagged `latest` comes first: where that fits the request, nothing above it
    /// is offered. A version that is named exactly is always offered.
    /// Source: npm `npm-pick-manifest`.
    public func candidates(for request: VersionRequest) -> [Candidate] {
        let all = releases.map { release in
            Candidate(
                version: release.version,
                status: release.deprecated == nil ? .active : .deprecated,
                statusMessage: release.deprecated,
                publishedAt: release.publishedAt
            )
        }
        guard let latest = latest?.version, !request.range.isExact, request.range.contains(latest)
        else { return all }
        return all.filter { $0.version.isHigher(than: latest) != true }
    }
}
