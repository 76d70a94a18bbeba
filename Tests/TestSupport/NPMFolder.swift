import Foundation

/// The packages of the npm on this machine, repacked one by one: packuments and tarballs in a folder.
///
/// Made once for a test process by the script that the benchmarks use too.
public final class NPMFolder: Sendable {
    /// The one of this process; nil where there is no npm, or no Python.
    public static let shared: NPMFolder? = try? NPMFolder()

    /// npm and the Node that runs it; nil where they are not on this machine.
    public static let program: (node: String, npmCLI: String)? = {
        let node = ["/usr/bin/node", "/usr/local/bin/node", "/opt/homebrew/bin/node"]
            .first { FileManager.default.isExecutableFile(atPath: $0) }
        let roots = ["/usr/lib", "/usr/local/lib", "/usr/share/nodejs", "/opt/homebrew/lib"]
        let npm = roots.map { $0 + "/node_modules/npm/bin/npm-cli.js" }
            .first { FileManager.default.fileExists(atPath: $0) }
        guard let node, let npm else { return nil }
        return (node, npm)
    }()

    /// Where it is.
    public var path: String { tree.path }
    private let tree: TemporaryTree

    private init() throws {
        tree = try TemporaryTree()
        guard let npm = Self.program?.npmCLI else { throw CocoaError(.fileNoSuchFile) }
        let modules = URL(filePath: npm).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "node_modules").path
        let run = try ProgramRun.run(
            ProgramCall("/usr/bin/python3", [Self.script, "make", tree.path, modules])
        )
        guard run.status == 0 else { throw CocoaError(.executableLoad) }
    }

    private static let script = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "Benchmarks/npm_registry.py").path

    /// The document of a package, its tarballs below `base`; nil where there is no such package.
    public func packument(_ name: String, base: String) -> [UInt8]? {
        let file = path + "/packuments/" + name.replacing("/", with: "%2f")
        guard let text = try? String(contentsOfFile: file, encoding: .utf8) else { return nil }
        return Array(text.replacing("{{BASE}}", with: base).utf8)
    }

    /// The path of the tarball that a packument names, as `NAME/-/FILE`.
    public func tarball(_ target: String) -> String? {
        let parts = target.split(separator: "/-/").map(String.init)
        guard parts.count == 2 else { return nil }
        return path + "/tarballs/" + parts[0].replacing("/", with: "%2f") + "/" + parts[1]
    }

    /// Serves the folder on this machine.
    public func serve() throws -> LoopbackServer {
        let base = BaseURL()
        let server = try LoopbackServer { [self] request in
            let text = request.path.dropFirst().removingPercentEncoding ?? ""
            if let file = tarball(text), let bytes = FileManager.default.contents(atPath: file) {
                return .init(body: [UInt8](bytes))
            }
            if let document = packument(text, base: base.text) { return .init(body: document) }
            return .init(status: 404, body: Array("{}".utf8))
        }
        base.text = server.baseURL
        return server
    }
}

/// Known only after the server has started, and asked only then.
private final class BaseURL: @unchecked Sendable {
    private let lock = NSLock()
    private var value = ""
    var text: String {
        get { lock.withLock { value } }
        set { lock.withLock { value = newValue } }
    }
}

extension NPMFolder {
    /// Runs npm in a directory whose project needs one package, with a registry on this machine.
    public func npm(
        _ command: [String],
        in directory: String,
        _ package: String,
        _ server: LoopbackServer
    ) throws {
        guard let program = Self.program else { throw CocoaError(.fileNoSuchFile) }
        let project = #"{"name":"x","version":"1.0.0","dependencies":{"\#(package)":"1.0.0"}}"#
        try Data(project.utf8).write(to: URL(filePath: directory + "/package.json"))
        let home = directory + "-home"
        var call = ProgramCall(
            program.node,
            [program.npmCLI] + command + [
                "--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier",
                "--registry=\(server.baseURL)/", "--cache=\(home)/cache",
                "--userconfig=\(home)/u", "--globalconfig=\(home)/g",
            ]
        )
        call.directory = directory
        call.environment = ["HOME": home, "PATH": "/usr/bin:/bin"]
        defer { try? FileManager.default.removeItem(atPath: home) }
        let run = try ProgramRun.run(call, seconds: 240)
        guard run.status == 0 else { throw NPMFailed(words: run.errors) }
    }
}

/// npm did not do what a test asked of it.
public struct NPMFailed: Error, CustomStringConvertible {
    let words: String
    /// What npm said.
    public var description: String { words }

    /// Takes the words.
    public init(words: String) { self.words = words }
}
