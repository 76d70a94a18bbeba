import Cryptography
import Documents
import Foundation
import TestSupport

/// A package of npm with few files.
struct SmallPackage: Sendable {
    var name = "tiny-server"
    var version = "1.0.0"
    /// Commands by the names that npm has for them.
    var scripts: [String: String] = [:]
    var dependencies: [String: String] = [:]
    /// Whether the registry says what scripts it has.
    var isAnnounced = true
    /// A package without a program is something that a server needs.
    var isServer = true

    var target: String { "/\(name)/-/\(name)-\(version).tgz" }

    /// What its package.json says; for the registry without what is not announced.
    func manifest(isPublic: Bool) -> JSONObject {
        var members: [(String, JSON)] = [
            ("name", .string(name)), ("version", .string(version)),
            ("dependencies", Self.table(dependencies)),
        ]
        if isServer { members.append(("bin", .object(JSONObject([(name, "server.js")])))) }
        if !isPublic || isAnnounced { members.append(("scripts", Self.table(scripts))) }
        if isPublic, isAnnounced, !scripts.isEmpty { members.append(("hasInstallScript", true)) }
        return JSONObject(members)
    }

    /// The tarball; the same for the same package.
    var bytes: [UInt8] {
        var writer = TarWriter()
        writer.add("package/package.json", JSON.object(manifest(isPublic: false)).text())
        writer.add("package/server.js", Self.server)
        return writer.gzipped()
    }

    private static func table(_ entries: [String: String]) -> JSON {
        .object(JSONObject(entries.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) }))
    }

    private static let server = """
        #!/usr/bin/env node
        require('readline').createInterface({ input: process.stdin }).on('line', line => {
          const { id, method } = JSON.parse(line)
          if (id === undefined) return
          const result = method === 'initialize'
            ? { protocolVersion: '2025-06-18', capabilities: { tools: {} },
                serverInfo: { name: 'tiny', version: '1' } }
            : { tools: [{ name: 'answer', inputSchema: { type: 'object' } }] }
          console.log(JSON.stringify({ jsonrpc: '2.0', id, result }))
        })

        """
}

/// A registry of npm on this machine whose tarballs a test may replace.
final class SmallRegistry: Sendable {
    private let server: LoopbackServer
    private let replaced: Replacements

    /// The base URL, with its slash.
    var url: String { server.baseURL + "/" }

    init(_ packages: [SmallPackage]) throws {
        let replaced = Replacements()
        self.replaced = replaced
        server = try LoopbackServer { replaced[$0.path] ?? .notFound }
        for (name, versions) in Dictionary(grouping: packages, by: \.name) {
            let document = Self.document(name, versions, base: server.baseURL)
            replaced["/" + name] = .json(document.text())
            for package in versions { serve(package.bytes, instead: package) }
        }
    }

    deinit { server.stop() }

    /// From now on the tarball of a package is this.
    func serve(_ bytes: [UInt8], instead package: SmallPackage) {
        replaced[package.target] = .init(body: bytes)
    }

    private static func document(_ name: String, _ packages: [SmallPackage], base: String) -> JSON {
        let versions = packages.map { package -> (String, JSON) in
            var manifest = package.manifest(isPublic: true)
            let digest = Data(LongDigest(of: package.bytes).bytes).base64EncodedString()
            manifest["dist"] = [
                "tarball": .string(base + package.target),
                "integrity": .string("sha512-" + digest),
            ]
            return (package.version, .object(manifest))
        }
        let times = packages.map { ($0.version, JSON.string("2024-01-01T00:00:00.000Z")) }
        return [
            "name": .string(name), "versions": .object(JSONObject(versions)),
            "time": .object(JSONObject(times)),
            "dist-tags": ["latest": .string(packages.last?.version ?? "")],
        ]
    }
}
