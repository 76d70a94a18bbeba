internal import Cryptography
internal import Diagnostics
internal import PackageModel
internal import Paths
internal import Registries
internal import Resolution
internal import Store
internal import Transport

/// Where the artifacts of runtimes and tools come from on this machine, and whether it can be reached.
///
/// Wheels come from the configured index, by project and digest; builds of CPython from their publisher or the mirror
/// in the settings. The digest decides, whoever serves the bytes. A class, because it remembers what it tried: one
/// wait for a source that does not answer is enough. Used by one thread.
final class RuntimeSources {
    /// Where one artifact is.
    enum Place: Equatable {
        case url(String)
        case file(AbsolutePath)
    }

    private let environment: Environment
    private var places: [Digest: Place] = [:]
    private var silent: Set<RuntimeKind> = []

    init(environment: Environment) { self.environment = environment }

    /// Whether an artifact is here already or can be fetched, found out within a few seconds.
    ///
    /// A source that did not answer is not asked again for another release.
    func canBeHad(_ package: LockedPackage) -> Bool {
        if isHere(package) { return true }
        guard let kind = package.runtimeKind, !silent.contains(kind) else { return false }
        if answers(package) { return true }
        silent.insert(kind)
        return false
    }

    /// Whether the bytes, or what was unpacked from them, are in the store.
    func isHere(_ package: LockedPackage) -> Bool {
        let layout = environment.layout
        // What cannot be looked at is not here.
        if (try? ContentStore(layout: layout).contains(package.sha256)) == true { return true }
        let shape = package.runtimeKind?.shape ?? .wheel
        return (try? UnpackedStore(layout: layout).contains(package.sha256, as: shape)) == true
    }

    /// Where an artifact is to be fetched.
    /// - Throws: `RuntimeError.notInIndex`, or what the index says.
    func place(of package: LockedPackage) throws -> Place {
        try place(of: package, asking: environment.http)
    }

    private func place(of package: LockedPackage, asking client: HTTPClient) throws -> Place {
        if let known = places[package.sha256] { return known }
        let place = try find(package, client)
        places[package.sha256] = place
        return place
    }

    private func find(_ package: LockedPackage, _ client: HTTPClient) throws -> Place {
        guard let kind = package.runtimeKind, let url = package.url else {
            throw RuntimeError.unknownKind(name: package.name ?? package.type)
        }
        let settings = environment.settings
        guard let project = kind.project else { return .url(build(url)) }
        if settings.pypiIndex == Settings.officialPyPI { return .url(settings.mirrored(url)) }
        let index = try PyPIIndex(location: settings.pypiIndex, client: client)
        let page = try index.project(try PythonPackageName(parsing: project))
        guard let file = page.files.first(where: { $0.sha256 == package.sha256 }) else {
            throw RuntimeError.notInIndex(what: package.runtimeTitle, index: settings.pypiIndex)
        }
        return filePath(file.url).map { .file($0) } ?? .url(file.url)
    }

    /// The build of CPython under the base that the settings name, else as the mirrors have it.
    private func build(_ url: String) -> String {
        guard let base = environment.settings.pythonBuilds,
            url.hasPrefix(RuntimeTable.standaloneBuilds)
        else { return environment.settings.mirrored(url) }
        return slashEnded(base) + url.dropFirst(RuntimeTable.standaloneBuilds.count)
    }

    /// Asks for one byte; a source that sends all of them because it knows no parts is there as well.
    private func answers(_ package: LockedPackage) -> Bool {
        // Why it does not answer shows when it is needed and fetched.
        guard let client = try? impatientClient(),
            let place = try? place(of: package, asking: client)
        else { return false }
        guard case .url(let url) = place else { return true }
        let request = HTTPRequest(
            url: url,
            headers: [("Range", "bytes=0-0"), ("Accept", "*/*")],
            limit: KitLimits.reachBody,
            deadline: KitLimits.reach
        )
        do throws(TransportError) {
            return (200..<300).contains(try client.get(request).status)
        } catch {
            if case .tooLarge = error { return true }
            return false
        }
    }

    /// The network, for questions that somebody waits for and that have another answer.
    private func impatientClient() throws -> HTTPClient {
        var configuration = try TransportConfiguration.fromEnvironment()
        configuration.isOffline = environment.isOffline
        configuration.usesNetrc = environment.settings.usesNetrc
        configuration.connectTimeout = KitLimits.reach
        configuration.retryPauses = []
        return HTTPClient(configuration: configuration)
    }
}

extension LockedPackage {
    /// A runtime as people call it: `CPython 3.13.18`.
    var runtimeTitle: String {
        "\(runtimeKind?.displayName ?? name ?? type) \(version ?? "")"
    }
}

extension RuntimeKind {
    /// By which rules its artifacts are unpacked.
    var shape: ArtifactShape {
        switch self {
        case .cpython: .runtime(stripComponents: 1)
        case .node, .uv: .wheel
        }
    }
}
