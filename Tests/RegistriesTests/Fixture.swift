import Diagnostics
import Foundation
import PackageModel
import Paths
import Registries
import TestSupport
import Transport

/// A client that is asked again at once, so that tests of failures end soon.
func quickClient() -> HTTPClient {
    var configuration = TransportConfiguration()
    configuration.usesNetrc = false
    configuration.stallTimeout = .seconds(1)
    configuration.retryPauses = [.milliseconds(5)]
    return HTTPClient(configuration: configuration)
}

/// The registry that a server on this machine plays.
func registry(_ server: LoopbackServer, path: String = "") throws -> any RegistryClient {
    try registryClient(location: server.baseURL + path, client: quickClient())
}

/// One element of a list, as the official registry answers.
func entry(
    _ name: String,
    _ version: String,
    status: String = "active",
    published: String = "2026-03-01T10:00:00Z",
    isLatest: Bool = false
) -> String {
    """
    {"server":{"name":"\(name)","version":"\(version)","description":"Weather for everybody"},
     "_meta":{"io.modelcontextprotocol.registry/official":{"status":"\(status)",
     "publishedAt":"\(published)","isLatest":\(isLatest)},"com.example/rating":{"stars":5}}}
    """
}

/// A page of a list.
func page(_ entries: [String], metadata: String = "{\"count\":0}") -> String {
    "{\"servers\":[\(entries.joined(separator: ","))],\"metadata\":\(metadata)}"
}

let weather = try? ServerName(parsing: "io.github.acme/weather")

/// A directory that goes with the test.
final class Scratch {
    let path: AbsolutePath

    init() throws {
        let base = FileManager.default.temporaryDirectory.resolvingSymlinksInPath().path
        path = try AbsolutePath(parsing: base + "/mcppkg-registry-" + UUID().uuidString)
        try make("")
    }

    deinit { try? FileManager.default.removeItem(atPath: path.description) }

    var url: String { "file://" + path.description }

    /// Writes a file, making the directories above it.
    func write(_ name: String, _ text: String) throws {
        let file = path.description + "/" + name
        try make((name as NSString).deletingLastPathComponent)
        try Data(text.utf8).write(to: URL(fileURLWithPath: file))
    }

    private func make(_ name: String) throws {
        try FileManager.default.createDirectory(
            atPath: path.description + "/" + name,
            withIntermediateDirectories: true
        )
    }
}

/// The code of an error, for comparison.
func code(_ error: any Error) -> String {
    (error as? RegistryError)?.code.description ?? "\(error)"
}

/// The folder of recorded answers beside the package, nil where it is not there.
let examples: URL? = {
    let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()
    let candidates = ["../shared/data", "../../work/shared/data", "../../../work/shared/data"]
    return candidates.map {
        package.appendingPathComponent($0 + "/formats/registry-api-examples").standardizedFileURL
    }.first { FileManager.default.fileExists(atPath: $0.path) }
}()
