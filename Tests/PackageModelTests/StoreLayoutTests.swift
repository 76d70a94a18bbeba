import Cryptography
import PackageModel
import Paths
import Testing

@Suite struct StoreLayoutTests {
    private let layout: StoreLayout
    private let digest = Digest(of: "x".utf8)

    init() throws { layout = StoreLayout(home: try AbsolutePath(parsing: "/h")) }

    @Test("A version has its own directory, which ends in its digest")
    func prefixes() throws {
        let server = try ServerName(parsing: "io.github.Acme/weather")
        let path = layout.prefix(of: server, version: "1.0.0", digest: digest)
        #expect(
            path.description == "/h/data/servers/io.github.%41cme/weather/1.0.0-\(digest.short)"
        )
    }

    @Test(
        "No version reaches a path raw",
        arguments: [
            "..", "../../etc", "/etc/passwd", "a/b", "1.0\0", String(repeating: "9", count: 255),
        ]
    )
    func hostileVersions(version: String) throws {
        let server = try ServerName(parsing: "io.acme/weather")
        let path = layout.prefix(of: server, version: version, digest: digest)
        #expect(path.parent == layout.versions(of: server))
        #expect(path.name.utf8.count <= 133)
    }

    @Test("Ids that differ in case alone have different directories on every file system")
    func idsDifferInCase() throws {
        let lower = layout.instance(try InstanceID(parsing: "git"), in: .user)
        let upper = layout.instance(try InstanceID(parsing: "Git"), in: .user)
        #expect(lower.description == "/h/data/instances/user/git")
        #expect(upper.description == "/h/data/instances/user/%47it")
    }

    @Test("A project has its own instances, manifest and lock")
    func projects() throws {
        let project = Scope.project(try AbsolutePath(parsing: "/srv/app"))
        let hash = Digest(of: "/srv/app".utf8).hex.prefix(16)
        let id = try InstanceID(parsing: "git")
        #expect(layout.state(id, in: project).description == "/h/data/instances/\(hash)/git/state")
        #expect(layout.manifest(of: project).description == "/srv/app/mcppkg.json")
        #expect(layout.lockfile(of: project).description == "/srv/app/mcppkg.lock")
        #expect(layout.manifest(of: .user).description == "/h/mcppkg.json")
        #expect(project.kind == "project" && Scope.user.kind == "user")
    }

    @Test("Content lies under the first two digits of its digest")
    func content() {
        let path = layout.content(digest).description
        #expect(path == "/h/data/content/sha256/\(digest.hex.prefix(2))/\(digest.hex)")
    }
}
