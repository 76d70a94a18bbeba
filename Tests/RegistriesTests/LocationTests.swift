import Registries
import Testing
import Transport

@Suite("Places of registries and artifacts")
struct LocationTests {
    @Test(
        "A registry is https, http on this machine, or a directory",
        arguments: [
            "https://registry.example", "https://registry.example/base/", "http://127.0.0.1:8000",
            "http://localhost/v0.1", "http://[::1]:1/", "file:///srv/registry",
            "file://localhost/srv/a%20b", "FILE:///srv",
        ]
    )
    func accepted(_ location: String) throws {
        #expect(try registryClient(location: location, client: HTTPClient()).location == location)
    }

    @Test(
        "Anything else is no registry",
        arguments: [
            "", "registry.example", "http://registry.example", "ftp://127.0.0.1/", "/srv/registry",
            "https://user:key@registry.example", "https://registry.example/?a=b", "file://host/srv",
            "file:srv", "file://srv", "file:///a%00b", "file:///a%2", "file:///a?b",
        ]
    )
    func refused(_ location: String) {
        #expect(throws: RegistryError.badLocation(location)) {
            try registryClient(location: location, client: HTTPClient())
        }
    }

    @Test(
        "An artifact on another machine may come from any registry by https",
        arguments: ["https://registry.example", "http://127.0.0.1:1", "file:///srv"]
    )
    func remoteArtifact(_ registry: String) {
        #expect(artifactIsAllowed(url: "https://github.com/a/b/x.mcpb", registry: registry))
        #expect(!artifactIsAllowed(url: "http://github.com/a/b/x.mcpb", registry: registry))
        #expect(!artifactIsAllowed(url: "ftp://github.com/a/b/x.mcpb", registry: registry))
        #expect(!artifactIsAllowed(url: "https://me:key@github.com/x.mcpb", registry: registry))
    }

    @Test(
        "An artifact of this machine may come only from a registry of this machine",
        arguments: [
            "file:///srv/x.mcpb", "http://127.0.0.1:1/x.mcpb", "http://localhost/x.mcpb",
            "http://[::1]/x.mcpb", "https://127.0.0.1/x.mcpb",
        ]
    )
    func localArtifact(_ url: String) {
        #expect(artifactIsAllowed(url: url, registry: "file:///srv"))
        #expect(artifactIsAllowed(url: url, registry: "http://127.0.0.1:8000"))
        #expect(!artifactIsAllowed(url: url, registry: "https://registry.example"))
        #expect(!artifactIsAllowed(url: url, registry: "https://127.0.0.1.example"))
        #expect(!artifactIsAllowed(url: url, registry: "nonsense"))
    }
}
