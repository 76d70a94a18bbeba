internal import Cryptography
internal import Diagnostics
internal import Documents
internal import Filesystem
internal import Paths
internal import Registries

/// The steps in their order; every one is checked before the next begins.
struct DemoStory {
    let ground: DemoGround
    let program: AbsolutePath
    let sampleServer: AbsolutePath
    var transcript: DemoTranscript
    private var digest = ""

    init(
        ground: DemoGround,
        program: AbsolutePath,
        sampleServer: AbsolutePath,
        say: @escaping (String) -> Void
    ) {
        self.ground = ground
        self.program = program
        self.sampleServer = sampleServer
        transcript = DemoTranscript(say)
    }

    mutating func tell() throws {
        do {
            try publish()
            try install()
            try showEvidence()
            try startFirst()
            try upgrade()
            try rollBack()
            try damage()
            try repair()
            try remove()
        } catch let error as KitError {
            if case .demo = error { throw error }
            throw transcript.failure(error.reason)
        } catch let error as any UserFacingError {
            throw transcript.failure(error.reason)
        }
    }

    private mutating func publish() throws {
        try transcript.begin(
            "Publish a server in a registry that is a directory; take an empty home"
        )
        transcript.show("export MCPPKG_HOME=" + typed([ground.home.description]))
        transcript.show("export MCPPKG_REGISTRY=" + typed([fileURL(ground.registry)]))
        try transcript.expect(Files.isExecutable(sampleServer), "`\(sampleServer)` is not there")
        try publish("1.0.0", tools: ["version"], on: "2025-01-01T00:00:00Z")
        try DemoHostFile(path: ground.hostFile).write()
    }

    private mutating func publish(_ version: String, tools: [String], on date: String) throws {
        let publisher = DemoPublisher(ground: ground, sampleServer: sampleServer)
        let release = try publisher.publish(version, tools: tools, on: date)
        digest = release.digest.hex
        transcript.result(
            "published \(DemoPublisher.server) \(version): \(release.bundle.name), \(release.size)"
        )
    }

    private mutating func install() throws {
        try transcript.begin("Install it by name, and link it into a host")
        _ = try mcppkg(["install", DemoPublisher.server, "--host", "claude-desktop"])
        let server = try installed("1.0.0")
        let hosts = server["hosts"]?.array ?? []
        try transcript.expect(hosts == ["claude-desktop"], "`mcppkg list` does not name the host")
    }

    private mutating func showEvidence() throws {
        try transcript.begin("See what was verified")
        let artifact = "sha256 \(digest) (registry-digest)"
        let answer = try mcppkg(["info", DemoPublisher.id]) { $0.contains("artifact:") }
        let isNamed = answer.lines.contains { $0.hasSuffix(artifact) }
        try transcript.expect(
            isNamed,
            "`mcppkg info` does not name the digest that the registry published"
        )
        let lock = try text(ground.home.appending("mcppkg.lock"))
        try transcript.expect(lock.contains(digest), "the lock does not pin that digest")
        transcript.result("the registry published that digest, and mcppkg.lock pins it")
        try verify()
    }

    private mutating func startFirst() throws {
        try transcript.begin("Start it as the host would, from the entry in its file")
        try start("1.0.0", tools: ["version"])
    }

    private mutating func upgrade() throws {
        try transcript.begin("Publish a second version, and upgrade")
        let tools = ["version", "greet"]
        try publish("1.1.0", tools: tools, on: "2025-02-01T00:00:00Z")
        _ = try mcppkg(["upgrade", DemoPublisher.id])
        _ = try installed("1.1.0")
        try start("1.1.0", tools: tools)
    }

    private mutating func rollBack() throws {
        try transcript.begin("Roll back")
        _ = try mcppkg(["rollback", DemoPublisher.id])
        _ = try installed("1.0.0")
        try start("1.0.0", tools: ["version"])
    }

    private mutating func damage() throws {
        try transcript.begin(
            "Change one byte of the installed program, times put back: it is refused"
        )
        let damage = DemoDamage(file: try installedProgram(), ground: ground)
        for line in try damage.script { transcript.show(line) }
        if let why = try damage.run() { throw transcript.failure(why) }
        try startRefused(naming: damage.file)
        let answer = try mcppkg(["verify", DemoPublisher.id], status: 4)
        let isNamed = answer.lines.contains { $0.contains(damage.file.description) }
        try transcript.expect(isNamed, "`mcppkg verify` does not name the file")
    }

    private mutating func repair() throws {
        try transcript.begin("Repair it from what was verified")
        _ = try mcppkg(["sync"])
        try verify()
        try start("1.0.0", tools: ["version"])
    }

    private mutating func remove() throws {
        try transcript.begin("Remove it, and find the host file as it was")
        _ = try mcppkg(["remove", DemoPublisher.id])
        let rest = try servers()
        try transcript.expect(rest.isEmpty, "`mcppkg list` still names a server")
        let isAsBefore = try DemoHostFile(path: ground.hostFile).bytes() == DemoHostFile.original
        try transcript.expect(isAsBefore, "`\(ground.hostFile)` is not what it was")
        transcript.result("\(ground.hostFile.name) is byte-identical to before")
    }
}
