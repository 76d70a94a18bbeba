internal import Diagnostics
internal import Documents
internal import PackageModel
internal import Transport

#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#else
internal import Darwin
#endif

/// The only registry that npm sees while it resolves: the real one behind the bound of the resolution.
///
/// A class, because the threads of one service share what was asked. Its state is behind a lock.
final class NPMGateway: Sendable {
    private let supply: NPMSupply
    private let bound: NPMBound
    private let exempt: [NPMName: VersionText]
    private let memory = NPMMemory()

    init(supply: NPMSupply, bound: NPMBound, roots: [NPMRoot]) {
        self.supply = supply
        self.bound = bound
        exempt = Dictionary(roots.map { ($0.name, $0.version) }, uniquingKeysWith: { $1 })
    }

    /// Starts to listen; whoever gets the service stops it.
    func open() throws(TransportError) -> LoopbackService {
        let service = try LoopbackService { self.answer($0) }
        // Nobody knows the address before, so that no request is answered without it.
        memory.change { $0.base = service.baseURL }
        return service
    }

    private func answer(_ request: LoopbackService.Request) -> LoopbackService.Response {
        guard let place = Place(request.path) else { return .text("nothing is here", status: 404) }
        switch packument(of: place.name) {
        case .failure(let failure): return refusal(of: place.name, failure)
        case .success(let packument):
            let view = view(of: packument)
            guard let version = place.version else {
                return LoopbackService.Response(
                    headers: [("Content-Type", "application/json")],
                    body: .bytes(view.document(base: memory.change { $0.base }))
                )
            }
            return tarball(of: version, in: view)
        }
    }

    private func tarball(of version: String, in view: NPMView) -> LoopbackService.Response {
        guard let release = view.releases.first(where: { $0.version.description == version }),
            let integrity = release.integrity
        else { return .text("nothing is here", status: 404) }
        switch supply.tarball(release.tarball, integrity) {
        case .success(let bytes):
            return LoopbackService.Response(
                headers: [("Content-Type", "application/octet-stream")],
                body: .bytes(bytes)
            )
        case .failure(let failure): return refusal(of: view.packument.name, failure)
        }
    }

    /// Remembers why, for the error that the caller gets; npm has its own words for it.
    private func refusal(of name: NPMName, _ failure: NPMSupplyFailure) -> LoopbackService.Response
    {
        let isMissing = failure.cause.category == .notFound
        memory.change { memory in
            if isMissing {
                memory.missing.append(name)
            } else if memory.failure == nil {
                memory.failure = failure
            }
        }
        // Not a status that npm repeats: the transport has repeated already.
        return .text(isMissing ? "Not found" : failure.cause.reason, status: isMissing ? 404 : 403)
    }

    private func packument(of name: NPMName) -> Result<NPMPackument, NPMSupplyFailure> {
        if let known = memory.change({ $0.packuments[name] }) { return .success(known) }
        let result = supply.packument(name)
        if case .success(let packument) = result {
            memory.change { $0.packuments[name] = packument }
        }
        return result
    }

    private func view(of packument: NPMPackument) -> NPMView {
        NPMView(packument: packument, bound: bound, exempt: exempt[packument.name])
    }
}

extension NPMGateway {
    /// The first failure of the registry that was not "not found".
    var failure: NPMSupplyFailure? { memory.change { $0.failure } }

    /// Packages that npm asked for and the registry does not have.
    var missing: [NPMName] { memory.change { $0.missing } }

    /// What was shown of a package; nil for one that npm did not ask for.
    func shown(_ name: NPMName) -> NPMView? { memory.change { $0.packuments[name] }.map(view) }

    /// Dependencies of shown packages that are no names and versions of the registry.
    var foreignDependencies: [String] {
        let packuments = memory.change { Array($0.packuments.values) }
        var found: Set<String> = []
        for release in packuments.lazy.flatMap({ self.view(of: $0).releases }) {
            for kind in ["dependencies", "optionalDependencies"] {
                for member in release.manifest[kind]?.object?.members ?? [] {
                    guard let text = member.value.string, isForeign(text) else { continue }
                    found.insert("\(release.facts.name ?? "") needs \(member.key) from \(text)")
                }
            }
        }
        return found.sorted()
    }
}

/// Whether npm would fetch a dependency of this text from elsewhere: an address, a path or a hosted repository.
private func isForeign(_ text: String) -> Bool {
    guard !text.hasPrefix("npm:") else { return false }
    return text.contains("/") || text.contains(":")
}

/// What one path below the registry asks for.
private struct Place {
    let name: NPMName
    /// The version whose tarball is asked for; nil for the packument.
    let version: String?

    init?(_ path: String) {
        let text = path.dropFirst().replacing("%2f", with: "/").replacing("%2F", with: "/")
        guard path.hasPrefix("/"), !text.contains("%") else { return nil }
        let parts = text.split(separator: "/-/", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), let name = try? NPMName(parsing: String(parts[0]))
        else { return nil }
        self.name = name
        version = parts.count == 2 ? String(parts[1].dropLast(".tgz".count)) : nil
        guard version == nil || parts[1].hasSuffix(".tgz") else { return nil }
    }
}

/// What the threads of a gateway share.
///
/// `@unchecked Sendable`: `state` is touched only by the thread that holds the mutex.
@safe private final class NPMMemory: @unchecked Sendable {
    struct State {
        var base = ""
        var packuments: [NPMName: NPMPackument] = [:]
        var missing: [NPMName] = []
        var failure: NPMSupplyFailure?
    }

    private var state = State()
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)

    init() {
        unsafe mutex.initialize(to: pthread_mutex_t())
        // With default attributes this fails only without memory.
        let isMade = unsafe pthread_mutex_init(mutex, nil) == 0
        precondition(isMade, "a mutex can be made")
    }

    deinit {
        unsafe pthread_mutex_destroy(mutex)
        unsafe mutex.deallocate()
    }

    @discardableResult
    func change<Result>(_ body: (inout State) -> Result) -> Result {
        unsafe pthread_mutex_lock(mutex)
        defer { unsafe pthread_mutex_unlock(mutex) }
        return body(&state)
    }
}
