import Cryptography
import Foundation
import PackageFormats
import PackageModel
import Paths
import TestSupport
import Testing

/// A finder that asks the programs of this machine.
private func machine(_ home: String = NSHomeDirectory()) throws -> RuntimeFinder {
    let path = ProcessInfo.processInfo.environment["PATH"]
    let search = RuntimeSearch(path: path, home: try AbsolutePath(parsing: home))
    return RuntimeFinder(search: search) { program, arguments in
        let run = try? ProgramRun.run(ProgramCall(program.description, arguments))
        return run.flatMap { $0.status == 0 ? $0.output : nil }
    }
}

private func answering(_ text: String, home: String) throws -> RuntimeFinder {
    let search = RuntimeSearch(path: nil, home: try AbsolutePath(parsing: home), wellKnown: [])
    return RuntimeFinder(search: search) { _, _ in text }
}

@Suite struct RuntimeTraitsTests {
    private static let python = try? machine().find(.python, allowing: nil)
    private static let node = try? machine().find(.node, allowing: nil)

    @Test(
        "A Python of this machine says which compiled packages it runs",
        .enabled(if: python != nil)
    )
    func asksPython() throws {
        let found = try #require(Self.python)
        let traits = try #require(try machine().traits(of: found))
        #expect(traits.abi == "cp\(found.version.major)\(found.version.minor)")
        #expect(traits.is64Bit)
        #if os(Linux)
        #expect(traits.library != nil)
        #endif
    }

    @Test(
        "What is to be granted for a Python of this machine holds its library",
        .enabled(if: python != nil)
    )
    func grantsLibrary() throws {
        let found = try #require(Self.python)
        let traits = try #require(try machine().traits(of: found))
        let library = try ProgramRun.run(
            ProgramCall(
                found.executable.description,
                ["-I", "-S", "-c", "import os;print(os.__file__)"]
            )
        )
        let place = try AbsolutePath(parsing: library.output.trimmingCharacters(in: .newlines))
        let usr = try AbsolutePath(parsing: "/usr")
        #expect(usr.contains(place) || traits.roots.contains { $0.contains(place) })
    }

    @Test("A Node of this machine says which compiled packages it runs", .enabled(if: node != nil))
    func asksNode() throws {
        let found = try #require(Self.node)
        let traits = try #require(try machine().traits(of: found))
        #expect(traits.abi.hasPrefix("node-v"))
        #expect(traits.is64Bit)
    }

    @Test(
        "An answer without what is needed is none",
        arguments: [
            "", "abi=cp312", "base=/opt/python", "abi=../x\nbase=/opt/python",
            "abi=cp312\nbase=opt",
        ]
    )
    func refuses(answer: String) throws {
        let program = try AbsolutePath(parsing: "/opt/python/bin/python3")
        let finder = try answering("3.12.1", home: "/home/person")
        let found = try finder.found(program)
        #expect(try answering(answer, home: "/home/person").traits(of: found) == nil)
    }

    @Test("A shared library of Python is told apart from others")
    func findsSharedLibrary() throws {
        let answer = """
            abi=cp313t
            bits=64
            libc=musl
            base=/opt/python
            file=/opt/python/lib/libssl.so.3
            file=/opt/python/lib/libpython3.13t.so.1.0
            """
        let finder = try answering(answer, home: "/home/person")
        let found = try finder.found(try AbsolutePath(parsing: "/opt/python/bin/python3"))
        let traits = try #require(finder.traits(of: found))
        #expect(traits.abi == "cp313t")
        #expect(traits.library == .musl)
        #expect(traits.sharedLibrary?.name == "libpython3.13t.so.1.0")
    }
}

extension RuntimeFinder {
    /// A runtime as if it had been found.
    fileprivate func found(_ program: AbsolutePath) throws -> FoundRuntime {
        FoundRuntime(
            runtime: .python,
            executable: program,
            version: RuntimeVersion(major: 3, minor: 12, patch: 1)
        )
    }
}

@Suite struct RuntimeRootsTests {
    private let tree: TemporaryTree
    private let home: AbsolutePath

    init() throws {
        tree = try TemporaryTree()
        home = try AbsolutePath(parsing: tree.path + "/home/person")
        for place in [
            "home/person/.pyenv/versions/3.12.1/lib", "home/person/lib/python3.12", "own/lib",
        ] {
            try FileManager.default.createDirectory(
                atPath: tree.path + "/" + place,
                withIntermediateDirectories: true
            )
        }
    }

    private func path(_ text: String) throws -> AbsolutePath {
        try AbsolutePath(parsing: tree.path + "/" + text)
    }

    private func roots(_ base: AbsolutePath, _ libraries: [AbsolutePath] = []) -> [AbsolutePath] {
        RuntimeRoots(
            executable: base.appending("bin").appending("python3"),
            base: base,
            libraries: libraries,
            home: home
        ).paths
    }

    @Test("A version of a version manager is granted as a whole")
    func grantsWhole() throws {
        let base = try path("home/person/.pyenv/versions/3.12.1")
        #expect(roots(base, [base.appending("lib")]) == [base])
    }

    @Test("The home directory is never granted, whatever was installed into it")
    func neverHome() throws {
        let library = home.appending("lib").appending("python3.12")
        let found = roots(home, [library, home, try path("home")])
        #expect(found == [home.appending("bin").appending("python3"), library])
    }

    @Test("What every program reads anyway is not repeated")
    func leavesSystemOut() throws {
        let usr = try AbsolutePath(parsing: "/usr")
        #expect(roots(usr, [usr.appending("lib")]).isEmpty)
    }

    @Test("Libraries elsewhere are granted one by one")
    func grantsLibraries() throws {
        let base = try path("home/person/.pyenv/versions/3.12.1")
        let library = try path("own/lib")
        #expect(roots(base, [library, try path("own/absent")]) == [base, library].sorted())
    }
}

@Suite struct RuntimeDigestTests {
    private let tree: TemporaryTree
    private let digests: RuntimeDigest
    private let program: AbsolutePath

    init() throws {
        tree = try TemporaryTree()
        digests = RuntimeDigest(layout: StoreLayout(home: try AbsolutePath(parsing: tree.path)))
        program = try AbsolutePath(parsing: tree.path + "/python3")
        try Data("one".utf8).write(to: URL(filePath: program.description))
    }

    @Test("A program is known by its bytes, also the second time")
    func hashes() throws {
        #expect(try digests.digest(of: program) == Digest(of: "one".utf8))
        #expect(try digests.digest(of: program) == Digest(of: "one".utf8))
    }

    @Test("A program that changed has another digest, whatever was remembered")
    func notices() throws {
        let before = try digests.digest(of: program)
        try Data("two".utf8).write(to: URL(filePath: program.description))
        #expect(try digests.digest(of: program) == Digest(of: "two".utf8))
        #expect(try digests.digest(of: program) != before)
    }

    @Test("The shared library is a part of the interpreter")
    func includesLibrary() throws {
        let library = try AbsolutePath(parsing: tree.path + "/libpython3.so")
        try Data("lib".utf8).write(to: URL(filePath: library.description))
        let whole = try digests.digest(of: program, library: library)
        try Data("new".utf8).write(to: URL(filePath: library.description))
        #expect(try digests.digest(of: program, library: library) != whole)
        #expect(try digests.digest(of: program) != whole)
    }
}
