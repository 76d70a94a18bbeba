import Cryptography
import Diagnostics
import Foundation
import PackageModel
import Paths
import Processes
import Resolution
import Resolvers
import TestSupport
import Testing

@Suite("Closures of Python packages", .enabled(if: Tools.areThere, "uv and python3 are needed"))
struct UvResolverTests {
    private let app = Listed(
        wheel: TinyWheel(
            name: "app",
            version: "1.0",
            requires: ["lib[fast]>=1", "mac; sys_platform == 'darwin'"],
            python: ">=3.10"
        )
    )
    private let lib = Listed(
        wheel: TinyWheel(
            name: "lib",
            version: "1.5",
            requires: ["native_code>=2; extra == 'fast'"],
            extras: ["fast"]
        )
    )
    private let mac = Listed(wheel: TinyWheel(name: "mac", version: "3.0"))

    private func native(_ platform: String) -> Listed {
        Listed(
            wheel: TinyWheel(name: "native_code", version: "2.1", tag: "cp312-cp312-\(platform)")
        )
    }

    private var everything: [Listed] {
        [
            app, lib, mac, native("manylinux_2_17_x86_64.manylinux2014_x86_64"),
            native("macosx_11_0_arm64"), native("win_amd64"),
        ]
    }

    private let platforms = ["linux-x86_64-gnu", "macos-aarch64"]

    @Test(
        "Every package is pinned to one file for each platform",
        arguments: [TestIndex.Form.json, .html]
    )
    func pins(form: TestIndex.Form) throws {
        let index = try TestIndex(everything, form: form)
        let closure = try Resolution(["app"], platforms: platforms).closure(index)
        let lines = closure.packages.map { package in
            "\(package.name ?? "") \(package.version ?? "") \(package.platforms) \(package.requires)"
        }
        #expect(
            lines.sorted() == [
                "app 1.0 [] [\"lib\", \"mac\"]", "lib 1.5 [] [\"native-code\"]",
                "mac 3.0 [\"macos-aarch64\"] []",
                "native-code 2.1 [\"linux-x86_64-gnu\"] []",
                "native-code 2.1 [\"macos-aarch64\"] []",
            ]
        )
        let first = try #require(closure.packages.first { $0.name == "app" })
        #expect(first.type == "pypi")
        #expect(first.sha256 == Digest(of: app.wheel.bytes))
        #expect(first.size == app.wheel.bytes.count)
        #expect(first.evidence == "registry-digest")
        #expect(first.url == index.server.baseURL + "/files/app-1.0-py3-none-any.whl")
        #expect(closure.packages.first { $0.name == "lib" }?.extras == ["fast"])
        #expect(closure.requiresPython == ">=3.10")
    }

    @Test("The same index gives the same closure, and no package is downloaded for it")
    func isDeterministic() throws {
        let index = try TestIndex(everything)
        let resolution = try Resolution(["app"], platforms: platforms)
        #expect(try resolution.closure(index) == resolution.closure(index))
        #expect(!index.server.targets.contains { $0.hasSuffix(".whl") })
    }

    @Test("Where an index has no metadata beside its wheels they are opened")
    func opensWheels() throws {
        var bare = app
        bare.hasMetadata = false
        let index = try TestIndex([bare, lib, native("manylinux_2_28_x86_64")])
        let closure = try Resolution(["app"]).closure(index)
        #expect(closure.packages.count == 3)
        #expect(index.server.targets.contains("/files/app-1.0-py3-none-any.whl"))
    }

    @Test("A young version is passed over, and the closure says so")
    func keepsTheCooldown() throws {
        let young = Listed(
            wheel: TinyWheel(name: "mac", version: "3.1"),
            time: "2026-11-21T10:00:00Z"
        )
        let index = try TestIndex([mac, young])
        var resolution = try Resolution(["mac"])
        resolution.request.policy.cutoff = Instant(rfc3339: "2026-11-19T00:00:00Z")
        let closure = try resolution.closure(index)
        #expect(closure.packages.map(\.version) == ["3.0"])
        #expect(
            closure.notes == [
                "`mac` 3.1 is younger than the cooldown (published 2026-11-21T10:00:00Z); 3.0 is taken"
            ]
        )
        let name = try PythonPackageName(parsing: "mac")
        resolution.request.policy.exact = [name: try PythonVersion(parsing: "3.1")]
        #expect(try resolution.closure(index).packages.map(\.version) == ["3.1"])
    }

    @Test("Where only young versions would do, the error names them")
    func namesWhatIsTooYoung() throws {
        let need = Listed(wheel: TinyWheel(name: "need", version: "1.0", requires: ["mac>=3.1"]))
        let young = Listed(
            wheel: TinyWheel(name: "mac", version: "3.1"),
            time: "2026-11-21T10:00:00Z"
        )
        let index = try TestIndex([need, mac, young])
        var resolution = try Resolution(["need"])
        resolution.request.policy.cutoff = Instant(rfc3339: "2026-11-19T00:00:00Z")
        let error = try #require(try resolution.failure(index))
        #expect(error.code == "python.withheld")
        #expect(error.category == .consent)
        #expect(
            error.reason.contains(
                "`mac` 3.1 is younger than the cooldown (published 2026-11-21T10:00:00Z)"
            )
        )
    }

    @Test("An index without times has nothing old enough, unless it is listed as undated")
    func treatsUndatedAsYoung() throws {
        let index = try TestIndex([mac], form: .html)
        var resolution = try Resolution(["mac"])
        resolution.request.policy.cutoff = Instant(rfc3339: "2026-11-19T00:00:00Z")
        #expect(try resolution.failure(index)?.code == "python.withheld")
        resolution.request.policy.undatedIsOld = true
        #expect(try resolution.closure(index).packages.count == 1)
    }

    @Test("A yanked version is taken only when it is named, and then it is said")
    func leavesYanked() throws {
        let yanked = Listed(wheel: TinyWheel(name: "mac", version: "3.1"), yanked: "wrong build")
        let index = try TestIndex([mac, yanked])
        #expect(try Resolution(["mac"]).closure(index).packages.map(\.version) == ["3.0"])
        var named = try Resolution(["mac==3.1"])
        let name = try PythonPackageName(parsing: "mac")
        named.request.policy.exact = [name: try PythonVersion(parsing: "3.1")]
        let closure = try named.closure(index)
        #expect(closure.packages.map(\.version) == ["3.1"])
        #expect(closure.notes == ["`mac` 3.1 was taken back by its publisher: wrong build"])
    }

    @Test("A project in quarantine stops the resolution that needs it")
    func refusesQuarantine() throws {
        let need = Listed(wheel: TinyWheel(name: "need", version: "1.0", requires: ["mac"]))
        let index = try TestIndex([need, mac], status: ["mac": "quarantined"])
        let error = try #require(try Resolution(["need"]).failure(index))
        #expect(error.code == "pypi.quarantined")
        #expect(error.reason.contains("`mac`"))
        #expect(error.category == .consent)
    }

    @Test("Files without a digest are not offered, and the error names them")
    func refusesMissingDigests() throws {
        var bare = mac
        bare.sha256 = ""
        let index = try TestIndex([bare])
        let error = try #require(try Resolution(["mac"]).failure(index))
        #expect(error.reason.contains("`mac-3.0-py3-none-any.whl` is listed without a SHA-256"))
    }

    @Test("Every package that would have to be built is named with its token")
    func namesWhatNeedsABuild() throws {
        var need = Listed(
            wheel: TinyWheel(name: "need", version: "1.0", requires: ["src_one", "other"])
        )
        need.time = nil
        let other = Listed(
            wheel: TinyWheel(name: "other", version: "1.0", requires: ["src_two>=2"])
        )
        let one = Listed(wheel: TinyWheel(name: "src_one", version: "1.0"), isSource: true)
        let two = Listed(wheel: TinyWheel(name: "src_two", version: "2.0"), isSource: true)
        let old = Listed(wheel: TinyWheel(name: "src_two", version: "1.0"))
        let index = try TestIndex([need, other, one, two, old])
        let error = try #require(try Resolution(["need"]).failure(index))
        #expect(error.code == "python.needs-build")
        #expect(error.accept == ["build:src-one", "build:src-two"])
        #expect(error.category.exitStatus == 5)
    }

    @Test("A wheel that was built here takes the place of its version")
    func takesExtraWheels() throws {
        let need = Listed(wheel: TinyWheel(name: "need", version: "1.0", requires: ["src_one"]))
        let one = Listed(wheel: TinyWheel(name: "src_one", version: "1.0"), isSource: true)
        let index = try TestIndex([need, one])
        var resolution = try Resolution(["need", "fresh"])
        let built = try [("src_one", "1.0"), ("fresh", "0.1")].map { name, version in
            let wheel = TinyWheel(name: name, version: version)
            return try resolution.scratch.write(wheel.filename, wheel.bytes)
        }
        resolution.request.extraWheels = built
        let closure = try resolution.closure(index)
        let local = closure.packages.filter { $0.evidence == "built" }
        #expect(local.map(\.name) == ["fresh", "src-one"])
        #expect(local.allSatisfy { $0.url == nil })
        #expect(closure.files.map(\.filename) == ["need-1.0-py3-none-any.whl"])
    }

    @Test("Versions that do not fit together are a conflict in uv's words")
    func tellsConflicts() throws {
        let need = Listed(wheel: TinyWheel(name: "need", version: "1.0", requires: ["mac<3"]))
        let index = try TestIndex([need, mac])
        let error = try #require(try Resolution(["need", "mac"]).failure(index))
        #expect(error.category == .conflict)
        #expect(error.reason.contains("all versions of need depend on mac<3"))
        #expect(!error.reason.contains("\n"))
    }

    @Test("A project that is not there is not found")
    func tellsUnknownProjects() throws {
        let need = Listed(wheel: TinyWheel(name: "need", version: "1.0", requires: ["nowhere"]))
        let error = try #require(try Resolution(["need"]).failure(try TestIndex([need])))
        #expect(error.code == "python.unknown-project")
        #expect(error.reason.hasPrefix("`nowhere` is needed"))
        #expect(error.category == .notFound)
    }

    @Test("Metadata and wheels with other bytes stop the resolution")
    func refusesOtherBytes() throws {
        var false1 = mac
        false1.metadataSHA256 = Digest(of: [1]).hex
        #expect(
            try Resolution(["mac"]).failure(try TestIndex([false1]))?.code == "pypi.digest-mismatch"
        )
        var false2 = mac
        false2.hasMetadata = false
        false2.sha256 = Digest(of: [1]).hex
        #expect(
            try Resolution(["mac"]).failure(try TestIndex([false2]))?.code == "pypi.digest-mismatch"
        )
    }

    @Test("An index that fails is the reason, not what uv makes of it")
    func tellsFailures() throws {
        let index = try TestIndex([app])
        index.server.stop()
        let error = try #require(try Resolution(["app"]).failure(index))
        #expect(error.category == .network)
        #expect(!error.reason.contains("simple/app/` failed"))
    }

    @Test("A dependency with an address of its own is not followed")
    func refusesAddresses() throws {
        let elsewhere = try LoopbackServer { _ in
            .init(body: TinyWheel(name: "x", version: "1").bytes)
        }
        let address = "x @ \(elsewhere.baseURL)/x-1-py3-none-any.whl"
        let need = Listed(wheel: TinyWheel(name: "need", version: "1.0", requires: [address]))
        #expect(try Resolution(["need"]).failure(try TestIndex([need])) != nil)
        #expect(elsewhere.requests.isEmpty)
        let root = try Resolution([address])
        #expect(try root.failure(try TestIndex([need]))?.code == "python.refused-requirement")
        #expect(elsewhere.requests.isEmpty)
    }

    @Test("Preferred versions stay while they fit")
    func keepsPreferred() throws {
        let newer = Listed(wheel: TinyWheel(name: "mac", version: "3.1"))
        var resolution = try Resolution(["mac"])
        let name = try PythonPackageName(parsing: "mac")
        resolution.request.preferred = [name: try PythonVersion(parsing: "3.0")]
        let closure = try resolution.closure(try TestIndex([mac, newer]))
        #expect(closure.packages.map(\.version) == ["3.0"])
    }

    @Test("The size that an index does not tell is measured")
    func measuresSizes() throws {
        var bare = mac
        bare.hasSize = false
        let closure = try Resolution(["mac"]).closure(try TestIndex([bare]))
        #expect(closure.packages.first?.size == mac.wheel.bytes.count)
    }

    @Test(
        "The program that resolves reaches its gateway, its own directory and nothing of the person's",
        .enabled(if: SandboxSupport.current.tier != .none, "this system confines no programs")
    )
    func isConfined() throws {
        let index = try TestIndex([mac])
        let elsewhere = try LoopbackServer { _ in .text("reached") }
        var resolution = try Resolution(["mac"])
        let secret = try resolution.scratch.write("secret", Array("mine".utf8))
        let script = """
            #!/bin/sh
            for word in "$@"; do case "$last" in --output-file) out=$word;; --default-index) index=$word;; esac
            last=$word; done
            cat '\(secret)' >&2
            echo x > '\(resolution.scratch.path)/planted'
            for url in \(elsewhere.baseURL)/ "${index}mac/"; do
            \(resolution.request.python.executable) -I -c "import sys, urllib.request
            print(len(urllib.request.urlopen(sys.argv[1]).read()), file=sys.stderr)" $url; done
            env >&2
            exit 2
            """
        let program = try resolution.scratch.write("uv", Array(script.utf8))
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o755],
            ofItemAtPath: program.description
        )
        resolution.uv = program
        let error = try #require(try resolution.failure(index))
        guard case .failed(_, let why) = error else { throw error }
        #expect(!why.contains("mine"))
        #expect(!FileManager.default.fileExists(atPath: "\(resolution.scratch.path)/planted"))
        #expect(elsewhere.requests.isEmpty)
        #expect(index.server.targets == ["/simple/mac/"])
        #expect(!why.contains(ProcessInfo.processInfo.environment["USER"] ?? "MCPPKG_TEST"))
    }

    @Test("A version that runs on one platform only has no wheel for the other")
    func tellsMissingWheels() throws {
        let index = try TestIndex([native("macosx_11_0_arm64")])
        let error = try #require(try Resolution(["native-code"]).failure(index))
        #expect(error.category == .conflict)
        #expect(error.reason.contains("linux-x86_64-gnu"))
    }

    @Test("All platforms of Linux and macOS can be locked at once")
    func knowsEveryPlatform() throws {
        let all = [
            "linux-x86_64-gnu", "linux-aarch64-gnu", "linux-x86_64-musl", "linux-aarch64-musl",
            "macos-aarch64", "macos-x86_64",
        ]
        let closure = try Resolution(["mac"], platforms: all).closure(try TestIndex([mac]))
        #expect(closure.packages.map(\.platforms) == [[]])
    }

    @Test(
        "Real wheels resolve to themselves",
        .enabled(if: Tools.wheels != nil, "MCPPKG_TEST_WHEELS names no folder")
    )
    func resolvesRealWheels() throws {
        let folder = try #require(Tools.wheels)
        let names = try FileManager.default.contentsOfDirectory(atPath: folder)
            .filter { $0.hasSuffix(".whl") }
        let wheels = try names.map { try WheelFileName(parsing: $0) }
        var resolution = try Resolution(["mcp-server-time"])
        // They were made for one Python, whichever that was.
        let tag = wheels.flatMap(\.abiTags).first { $0.hasPrefix("cp3") } ?? "cp311"
        let python = resolution.request.python
        resolution.request.python = PythonInterpreter(
            executable: python.executable,
            version: try PythonVersion(parsing: "3." + tag.dropFirst(3)),
            readable: python.readable
        )
        resolution.request.levels = [try PlatformName(parsing: "linux-x86_64-gnu"): .init(2, 39)]
        resolution.request.extraWheels = try names.map {
            try AbsolutePath(parsing: "\(folder)/\($0)")
        }
        let closure = try resolution.closure(try TestIndex([]))
        let locked = closure.packages.compactMap(\.name)
        #expect(locked.contains("mcp-server-time"))
        #expect(Set(locked).isSubset(of: wheels.map(\.distribution.description)))
    }
}
