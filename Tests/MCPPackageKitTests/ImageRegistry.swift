import Cryptography
import Foundation
import PackageModel
import TestSupport

/// A real `docker-registry` on this machine, with images of one static program.
final class ImageRegistry {
    private let process: Process
    private let tree: TemporaryTree
    /// `127.0.0.1:PORT`.
    let host: String

    init() throws {
        tree = try TemporaryTree()
        try writeFile(
            tree.path + "/registry.yml",
            """
            version: 0.1
            log: { level: info, formatter: json }
            storage: { filesystem: { rootdirectory: \(tree.path)/data } }
            http: { addr: "127.0.0.1:0" }
            """
        )
        let log = tree.path + "/registry.log"
        try writeFile(log, "")
        process = Process()
        process.executableURL = URL(filePath: ContainerTools.registry ?? "docker-registry")
        process.arguments = ["serve", tree.path + "/registry.yml"]
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle(forWritingAtPath: log)
        try process.run()
        host = "127.0.0.1:\(try listeningPort(log))"
    }

    deinit {
        process.terminate()
        process.waitUntilExit()
    }

    /// Builds an image by hand and pushes it, every byte as built; returns the digest of its manifest.
    func push(_ name: String, label: String? = "io.github.acme/weather", marker: String = "one")
        throws
        -> Digest
    {
        let layout = try ImageLayout(directory: tree.path + "/layout-" + UUID().uuidString)
        let digest = try layout.write(label: label, marker: marker)
        let run = try ProgramRun.run(
            ProgramCall(
                ContainerTools.skopeo ?? "skopeo",
                [
                    "--insecure-policy", "copy", "--all", "--preserve-digests",
                    "--dest-tls-verify=false", "oci:" + layout.directory,
                    "docker://\(host)/\(name)",
                ]
            )
        )
        guard run.status == 0 else { throw PushFailed(errors: run.errors) }
        return digest
    }

    /// Makes the registry forget everything and end.
    func stop() {
        process.terminate()
        process.waitUntilExit()
    }
}

struct PushFailed: Error, CustomStringConvertible {
    let errors: String
    var description: String { errors }
}

/// An OCI layout in a directory: one layer with one static program.
private struct ImageLayout {
    let directory: String

    init(directory: String) throws { self.directory = directory }

    func write(label: String?, marker: String) throws -> Digest {
        let layer = try layer(marker)
        let labels = label.map { "\"\(ImageConfiguration.serverLabel)\":\"\($0)\"" } ?? ""
        let configuration = Array(
            """
            {"os":"linux","architecture":"\(hostArchitecture)","config":{"Entrypoint":["/server"],
             "Env":["PATH=/"],"Labels":{\(labels)}},
             "rootfs":{"type":"layers","diff_ids":["sha256:\(Digest(of: layer).hex)"]}}
            """.utf8
        )
        let manifest = Array(
            """
            {"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json",
             "config":\(try blob(configuration, "application/vnd.oci.image.config.v1+json")),
             "layers":[\(try blob(layer, "application/vnd.oci.image.layer.v1.tar"))]}
            """.utf8
        )
        let entry = try blob(manifest, "application/vnd.oci.image.manifest.v1+json")
        try writeFile(
            directory + "/index.json",
            """
            {"schemaVersion":2,"manifests":[\(entry.dropLast()),
             "platform":{"os":"linux","architecture":"\(hostArchitecture)"}}]}
            """
        )
        try writeFile(directory + "/oci-layout", #"{"imageLayoutVersion":"1.0.0"}"#)
        return Digest(of: manifest)
    }

    private func blob(_ bytes: [UInt8], _ type: String) throws -> String {
        let digest = Digest(of: bytes).hex
        let folder = directory + "/blobs/sha256"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try Data(bytes).write(to: URL(fileURLWithPath: folder + "/" + digest))
        return #"{"mediaType":"\#(type)","digest":"sha256:\#(digest)","size":\#(bytes.count)}"#
    }

    private func layer(_ marker: String) throws -> [UInt8] {
        let root = directory + "/root"
        for name in ["tmp", "proc", "dev", "sys", "etc"] {
            try FileManager.default.createDirectory(
                atPath: root + "/" + name,
                withIntermediateDirectories: true
            )
        }
        try writeFile(root + "/etc/marker", marker)
        try writeFile(directory + "/server.c", serverSource)
        try run(
            ContainerTools.compiler ?? "gcc",
            ["-static", "-O1", "-o", root + "/server", directory + "/server.c"]
        )
        try run(
            "/bin/tar",
            [
                "-C", root, "--sort=name", "--owner=0", "--group=0", "-cf",
                directory + "/layer.tar", ".",
            ]
        )
        return Array(try Data(contentsOf: URL(fileURLWithPath: directory + "/layer.tar")))
    }

    private func run(_ program: String, _ arguments: [String]) throws {
        var call = ProgramCall(program, arguments)
        call.environment = ["PATH": "/usr/bin:/bin"]
        let run = try ProgramRun.run(call)
        guard run.status == 0 else { throw PushFailed(errors: run.errors) }
    }
}

/// Says what it sees, one fact a line, then answers MCP's first question and ends with its input.
private let serverSource = #"""
    #include <errno.h>
    #include <fcntl.h>
    #include <stdio.h>
    #include <stdlib.h>
    #include <string.h>
    #include <sys/socket.h>
    #include <netinet/in.h>
    #include <unistd.h>
    static const char *can(const char *path, int flags) {
        int fd = open(path, flags, 0600);
        if (fd < 0) return strerror(errno);
        close(fd);
        return "yes";
    }
    int main(int count, char **words) {
        for (int i = 1; i < count; i++) fprintf(stderr, "argument %s\n", words[i]);
        fprintf(stderr, "token %s\n", getenv("TOKEN") ? getenv("TOKEN") : "none");
        fprintf(stderr, "config %s\n", getenv("CONTAINERS_CONF") ? "leaked" : "none");
        fprintf(stderr, "root %s\n", can("/new", O_CREAT | O_WRONLY));
        fprintf(stderr, "tmp %s\n", can("/tmp/new", O_CREAT | O_WRONLY));
        for (int i = 1; i < count; i++)
            if (words[i][0] == '/') {
                char path[4096];
                snprintf(path, sizeof path, "%s/new", words[i]);
                fprintf(stderr, "read %s\n", can(words[i], O_RDONLY));
                fprintf(stderr, "write %s\n", can(path, O_CREAT | O_WRONLY));
            }
        struct sockaddr_in there = {0};
        there.sin_family = AF_INET;
        there.sin_port = htons(80);
        there.sin_addr.s_addr = htonl(0x01010101);
        int s = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
        int r = connect(s, (struct sockaddr *)&there, sizeof there);
        fprintf(stderr, "network %s\n", r < 0 && errno == ENETUNREACH ? "none" : "some");
        char line[65536];
        while (fgets(line, sizeof line, stdin))
            if (strstr(line, "\"initialize\"")) {
                printf("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"protocolVersion\":\"2025-06-18\","
                       "\"capabilities\":{},\"serverInfo\":{\"name\":\"weather\",\"version\":\"1\"}}}\n");
                fflush(stdout);
            }
        return 0;
    }
    """#

/// The port that the system chose, as the registry writes it down.
private func listeningPort(_ log: String) throws -> Substring {
    for _ in 0..<1200 {
        let text = try String(contentsOfFile: log, encoding: .utf8)
        if let found = text.firstMatch(of: /listening on 127\.0\.0\.1:(\d+)/) { return found.1 }
        usleep(25_000)
    }
    throw PushFailed(errors: "docker-registry does not listen")
}
