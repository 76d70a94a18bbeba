internal import Diagnostics
internal import Filesystem
internal import PackageModel
internal import Paths

/// A podman or docker of this machine.
struct ContainerEngine: Sendable, Equatable {
    /// Which of the two; a `docker` that is podman under another name counts as podman.
    enum Kind: String, Sendable, CaseIterable {
        case podman, docker

        /// The first version that knows every option that is used.
        var minimum: String {
            switch self {
            case .podman: "3.0"
            case .docker: "20.10"
            }
        }
    }

    /// Which one.
    let kind: Kind
    /// The program as PATH names it: engines are replaced below their names when they are upgraded.
    let program: AbsolutePath
    /// What it says its version is.
    let version: RuntimeVersion

    /// Whether it knows every option that is used.
    var isRecent: Bool {
        RuntimeVersion(parsing: kind.minimum + ".0").map { version >= $0 } ?? false
    }

    /// For people: `podman 4.3.1`.
    var description: String { "\(kind.rawValue) \(version)" }
}

/// Looks for the engine: podman first, because it needs no daemon.
struct ContainerEngineSearch {
    let environment: Environment
    /// Looked at after PATH, because hosts and scripts often have a short one.
    var places = Self.usualPlaces

    static let usualPlaces = [
        "/usr/local/bin", "/opt/homebrew/bin", "/usr/bin", "/opt/podman/bin",
    ]

    /// The first that is there and new enough; the only thing run is `--version`.
    /// - Throws: `ContainerError.noEngine` naming what was found instead.
    func find() throws -> ContainerEngine {
        var found: [String] = []
        for kind in ContainerEngine.Kind.allCases {
            for program in candidates(kind.rawValue) {
                guard let engine = engine(at: program) else { continue }
                if engine.isRecent { return engine }
                found.append(engine.description)
            }
        }
        throw ContainerError.noEngine(found: found)
    }

    /// The engine at a path that was found earlier; nil when it is gone.
    func engine(at program: AbsolutePath) -> ContainerEngine? {
        guard Files.isExecutable(program) else { return nil }
        let command = ContainerCommand(program: program, environment: environment)
        // What cannot say its version is passed over like what is not there.
        guard let answer = try? command.run(["--version"], patience: .seconds(20)),
            answer.status == 0
        else { return nil }
        return Self.parse(String(decoding: answer.output.prefix(4096), as: UTF8.self), at: program)
    }

    /// Reads `podman version 4.3.1` and `Docker version 28.2.2, build e6534b4`.
    static func parse(_ text: String, at program: AbsolutePath) -> ContainerEngine? {
        let line = text.split(whereSeparator: \.isNewline).first.map { $0.lowercased() } ?? ""
        let words = line.split { $0 == " " || $0 == "," }
        guard words.count >= 3, words[1] == "version",
            let kind = ContainerEngine.Kind(rawValue: String(words[0])),
            let version = RuntimeVersion(
                parsing: String(words[2].prefix { $0 != "-" && $0 != "+" })
            )
        else { return nil }
        return ContainerEngine(kind: kind, program: program, version: version)
    }

    private func candidates(_ name: String) -> [AbsolutePath] {
        let path = (environment.variable(.path) ?? "").split(separator: ":").map(String.init)
        var seen: Set<AbsolutePath> = []
        // A relative directory of PATH depends on where the command was typed and is passed over.
        return (path + places).compactMap { try? AbsolutePath(parsing: $0) }
            .map { $0.appending(name) }
            .filter { Files.isExecutable($0) && seen.insert($0).inserted }
    }
}
