internal import Cryptography
internal import Diagnostics
internal import Documents
internal import Filesystem
internal import PackageModel
internal import Paths
internal import Resolution
internal import Transport

/// Answers what a Python resolver asks of an index, from the real index and under the rules of one resolution.
///
/// Only pages of projects and metadata of wheels: no package is ever handed out. A class, because the threads of the
/// gateway share what was answered.
final class GatewayDesk: Sendable {
    /// What became of the question for a project.
    enum Outcome: Sendable {
        case offer(PyPIOffer, PyPIProject)
        case unknown
        case refused(PyPIChoiceError)
        case failed(PythonResolutionError)
    }

    /// What became of the question for the metadata of a file.
    enum MetadataOutcome: Sendable {
        case stored(AbsolutePath)
        case failed(PythonResolutionError)
    }

    private let index: PythonIndexAccess
    private let policy: PyPIPolicy
    private let store: AbsolutePath
    private let local: [PythonPackageName: [PyPIFile]]
    private let localPaths: [Digest: PythonWheelFile]
    private let projects = ResolverMemo<PythonPackageName, Outcome>()
    private let metadata = ResolverMemo<String, MetadataOutcome>()

    /// Takes the index, the rules, wheels that were built here, and an existing directory for metadata.
    init(
        _ index: PythonIndexAccess,
        _ policy: PyPIPolicy,
        wheels: [AbsolutePath],
        store: AbsolutePath
    ) throws(PythonResolutionError) {
        self.index = index
        self.policy = policy
        self.store = store
        var local: [PythonPackageName: [PyPIFile]] = [:]
        var paths: [Digest: PythonWheelFile] = [:]
        for path in wheels {
            let wheel = try PythonWheelFile(path)
            let file = try wheel.listed()
            local[wheel.name.distribution, default: []].append(file)
            if let digest = file.sha256 { paths[digest] = wheel }
        }
        self.local = local
        localPaths = paths
    }

    /// Everything that was asked for, with what became of it.
    var outcomes: [PythonPackageName: Outcome] { projects.all }

    /// What failed beside pages of projects, ordered by file name.
    var metadataFailures: [(filename: String, error: PythonResolutionError)] {
        metadata.all.sorted { $0.key < $1.key }.compactMap { filename, outcome in
            if case .failed(let error) = outcome { (filename, error) } else { nil }
        }
    }

    /// Whether a wheel was built here.
    func isLocal(_ file: PyPIFile) -> Bool { file.sha256.map { localPaths[$0] != nil } ?? false }

    /// Answers one request of the resolver.
    func answer(_ request: LoopbackService.Request) -> LoopbackService.Response {
        let parts = request.path.split(separator: "/").map(String.init)
        guard parts.count >= 2, let name = try? PythonPackageName(parsing: parts[1]) else {
            return .text("nothing is here", status: 404)
        }
        switch (parts[0], parts.count) {
        case ("simple", 2): return page(of: name)
        case ("files", 3): return file(parts[2], of: name)
        default: return .text("nothing is here", status: 404)
        }
    }

    // MARK: Pages

    private func page(of name: PythonPackageName) -> LoopbackService.Response {
        switch outcome(name) {
        case .offer(let offer, _): listing(name, offer.files)
        // An empty page lets the resolver look for another way; if there is none, the refusal is the reason.
        case .refused: listing(name, [])
        case .unknown: .text("not found", status: 404)
        case .failed: .text("the index failed", status: 502)
        }
    }

    private func outcome(_ name: PythonPackageName) -> Outcome {
        projects.value(name) {
            do throws(PythonResolutionError) {
                return try offer(name)
            } catch {
                return .failed(error)
            }
        }
    }

    private func offer(_ name: PythonPackageName) throws(PythonResolutionError) -> Outcome {
        let built = local[name] ?? []
        let found = try index.project(name)
        guard var project = found else {
            guard !built.isEmpty else { return .unknown }
            let project = PyPIProject(name: name, files: built)
            return .offer(PyPIOffer(files: built, withheld: []), project)
        }
        let replaced = Set(built.map(\.version))
        if !replaced.isEmpty {
            project = project.withFiles(project.files.filter { !replaced.contains($0.version) })
        }
        do throws(PyPIChoiceError) {
            let offer = try project.offer(under: policy)
            return .offer(PyPIOffer(files: offer.files + built, withheld: offer.withheld), project)
        } catch {
            return .refused(error)
        }
    }

    private func listing(_ name: PythonPackageName, _ files: [PyPIFile]) -> LoopbackService.Response
    {
        let entries = files.map { file -> JSON in
            var entry = JSONObject([
                ("filename", .string(file.filename)),
                ("url", .string("../../files/\(name)/\(file.filename)")),
                ("hashes", .object(JSONObject(digests(file)))),
            ])
            entry["requires-python"] = file.requiresPython.map { .string($0) }
            entry["size"] = file.size.map { JSON($0) }
            if file.wheel != nil { entry["core-metadata"] = true }
            return .object(entry)
        }
        let page: JSON = [
            "meta": ["api-version": "1.1"], "name": .string(name.description),
            "files": .array(entries),
        ]
        let type = "application/vnd.pypi.simple.v1+json"
        return .init(headers: [("Content-Type", type)], body: .bytes(page.bytes()))
    }

    private func digests(_ file: PyPIFile) -> [(String, JSON)] {
        file.sha256.map { [("sha256", .string($0.hex))] } ?? []
    }

    // MARK: Metadata

    private func file(_ filename: String, of name: PythonPackageName) -> LoopbackService.Response {
        let suffix = ".metadata"
        guard filename.hasSuffix(suffix) else {
            return .text("wheels are not handed out", status: 403)
        }
        let wanted = String(filename.dropLast(suffix.count))
        guard case .offer(let offer, _) = outcome(name),
            let file = offer.files.first(where: { $0.filename == wanted }), file.wheel != nil
        else { return .text("not found", status: 404) }
        switch metadata.value(file.filename, { stored(file) }) {
        case .stored(let path): return .init(body: .file(path))
        case .failed: return .text("the index failed", status: 502)
        }
    }

    private func stored(_ file: PyPIFile) -> MetadataOutcome {
        do throws(PythonResolutionError) {
            guard let digest = file.sha256 else {
                throw .badWheel(filename: file.filename, why: "its index gives no SHA-256")
            }
            let bytes = try content(of: file, digest)
            let path = store.appending(digest.hex)
            do throws(FilesystemError) {
                try Directory.open(store).replaceFile(path.name).write(bytes)
            } catch {
                throw .file(error)
            }
            return .stored(path)
        } catch {
            return .failed(error)
        }
    }

    private func content(of file: PyPIFile, _ digest: Digest) throws(PythonResolutionError)
        -> [UInt8]
    {
        if let wheel = localPaths[digest] { return try wheel.metadata() }
        if let bytes = try index.metadata(file) { return bytes }
        guard let name = file.wheel else { return [] }
        return try PythonWheelFile(try index.wheel(file), name: name).metadata()
    }
}

extension PyPIProject {
    /// The same with other files.
    fileprivate func withFiles(_ files: [PyPIFile]) -> PyPIProject {
        PyPIProject(
            name: name,
            files: files,
            unusable: unusable,
            status: status,
            statusReason: statusReason,
            notes: notes
        )
    }
}
