import Cryptography
import Documents
import Foundation
import Launcher
import PackageModel
import Paths
import TestSupport

@testable import MCPPackageKit
@testable import Store

/// A sealed Python environment with one package in it, as an installation leaves it.
struct BytecodeGround {
    var runtime: RuntimeGround
    let record: LaunchRecord
    /// The file of the package, and where its byte code goes.
    let source: String

    /// The mark that the package would leave if it were executed.
    var mark: String { runtime.tree.path + "/executed" }
    var check: BytecodeCheck {
        get throws { BytecodeCheck(try bytecode, layout: try runtime.layout) }
    }
    var bytecode: AbsolutePath {
        get throws {
            guard let path = record.bytecode else { throw Unexpected() }
            return path
        }
    }

    init() throws {
        let runtime = try RuntimeGround()
        self.runtime = runtime
        let environment = try runtime.environment
        let layout = try runtime.layout
        let python = try MachineRuntimes(environment: environment).find(RuntimeWish(.cpython, nil))
        let mark = runtime.tree.path + "/executed"
        let series = "python\(python.identity.version.major).\(python.identity.version.minor)"
        let site = "lib/\(series)/site-packages"
        let staging = try environment.beginStaging()
        let staged = try PrefixStore(layout: layout).stage(
            layout: PrefixLayout(
                written: [
                    try written("pyvenv.cfg", "home = \(python.executable.parent)\n"),
                    try written("bin/serve", "import demo\nprint(demo.answer())\n"),
                    try written("\(site)/demo/__init__.py", Self.package(mark)),
                    try written("\(site)/demo/broken.py", "def ("),
                ],
                links: [
                    .init(
                        path: try RelativePath(parsing: "bin/python"),
                        target: python.executable.description
                    )
                ]
            ),
            packages: [],
            facts: [],
            staging: staging
        )
        let prefix = layout.runtimes.parent.appending("servers").appending("pypi").appending("demo")
            .appending("1.0.0-" + staged.seal.digest.short)
        try PrefixStore(layout: layout).place(staged, at: prefix)
        var record = LaunchRecord(
            server: "pypi/demo",
            version: "1.0.0",
            prefix: prefix,
            prefixDigest: staged.seal.digest,
            executable: prefix.appending("bin").appending("python"),
            arguments: [[.text(prefix.description + "/bin/serve")]],
            environment: [],
            state: try AbsolutePath(
                parsing: runtime.tree.path + "/home/data/instances/user/demo/state"
            )
        )
        record.confinement = Confinement(runtimes: python.roots)
        record.runtime = python.identity
        record.bytecode = layout.bytecode(
            of: staged.seal.digest,
            interpreter: python.identity.digest
        )
        self.record = record
        source = "\(prefix)/\(site)/demo/__init__.py"
    }

    private static func package(_ mark: String) -> String {
        """
        import json
        from email import message as message_module
        open(\(JSON.string(mark).text()), "w").close()
        def answer():
            return json.dumps({"cached": __cached__})
        """
    }

    func compile() throws -> BytecodeCompiler.Outcome {
        try BytecodeCompiler(environment: try runtime.environment).compile(record)
    }

    /// Starts the server as `run` would, without its sandbox, and gives back what it printed.
    func serve() throws -> String {
        let plan = LaunchPlan(
            record: record,
            workspace: try AbsolutePath(parsing: runtime.tree.path),
            person: { _ in nil }
        )
        var call = ProgramCall(plan.call.program.description, plan.call.arguments)
        call.environment = Dictionary(
            uniqueKeysWithValues: plan.call.environment.map { ($0.name, $0.value) }
        )
        return try ProgramRun.run(call).output
    }

    /// Every file of byte code, relative to its directory.
    func files() throws -> [String] {
        let names = FileManager.default.enumerator(atPath: try bytecode.description)
        return (names?.allObjects as? [String] ?? []).filter { $0.hasSuffix(".pyc") }.sorted()
    }
}

private func written(_ path: String, _ text: String) throws -> PrefixLayout.Written {
    .init(path: try RelativePath(parsing: path), mode: 0o444, bytes: Array(text.utf8))
}
