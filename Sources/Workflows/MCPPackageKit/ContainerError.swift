public import Diagnostics
internal import PackageModel
internal import Paths

/// Why a server that is an image cannot be installed or checked on this machine.
public enum ContainerError: UserFacingError {
    /// Neither podman nor docker is there, or only ones that are too old.
    case noEngine(found: [String])
    /// The engine ended with a failure; `why` is the last line that it wrote.
    case engineFailed(engine: String, action: String, why: String)
    /// The image is needed, is not in the engine, and the network may not be used.
    case imageMissing(image: String, engine: String)
    /// What the engine has under the name has another digest.
    case wrongImage(image: String, engine: String)
    /// The image that was pulled does not say that it is the server.
    case wrongServer(image: String, expected: String, found: String?)
    /// A mount that was granted or asked for and cannot be made.
    case mountRefused(what: String, why: String)
    /// The image is of a registry on this machine, the document is not.
    case imageNotAllowed(image: String, registry: String)

    /// Stable slug.
    public var code: ErrorCode {
        switch self {
        case .noEngine: "container.no-engine"
        case .engineFailed: "container.engine-failed"
        case .imageMissing: "container.image-missing"
        case .wrongImage: "container.wrong-image"
        case .wrongServer: "container.wrong-server"
        case .mountRefused: "container.mount-refused"
        case .imageNotAllowed: "container.image-not-allowed"
        }
    }

    /// What the machine lacks is its environment; what is not what was locked failed a verification.
    public var category: ErrorCategory {
        switch self {
        case .noEngine, .engineFailed, .imageMissing: .environment
        case .wrongImage, .wrongServer: .verification
        case .mountRefused, .imageNotAllowed: .consent
        }
    }

    /// Names the image or engine and what is the matter.
    public var reason: String {
        switch self {
        case .noEngine(let found):
            "this server is a container image, and this machine has neither podman nor docker"
                + (found.isEmpty
                    ? ""
                    : " that can run it (found: \(found.map(printable).joined(separator: ", ")))")
        case .engineFailed(let engine, let action, let why):
            "`\(printable(engine))` could not \(action): \(printable(why))"
        case .imageMissing(let image, let engine):
            "`\(printable(engine))` does not have the image `\(printable(image))`"
        case .wrongImage(let image, let engine):
            "`\(printable(engine))` has something else under `\(printable(image))`"
        case .wrongServer(let image, let expected, let found):
            "`\(printable(image))` does not say that it is `\(printable(expected))`: its label "
                + (found.map { "is `\(printable(String($0.prefix(200))))`" } ?? "is missing")
        case .mountRefused(let what, let why):
            "`\(printable(what))` is not mounted: \(printable(why))"
        case .imageNotAllowed(let image, let registry):
            "`\(printable(registry))` names `\(printable(image))`, a registry on this machine"
        }
    }

    /// What to do.
    public var remedy: String? {
        switch self {
        case .noEngine:
            "install podman \(ContainerEngine.Kind.podman.minimum) or docker "
                + "\(ContainerEngine.Kind.docker.minimum), or newer, and run the command again"
        case .engineFailed(let engine, _, _): "run `\(printable(engine)) info` to see what it lacks"
        case .imageMissing: "run `mcppkg sync` with the network"
        case .wrongImage(let image, let engine):
            "run `\(printable(engine)) image rm \(printable(image))`, then `mcppkg sync`"
        case .mountRefused: "change `permissions` of the server in the manifest"
        case .wrongServer, .imageNotAllowed: nil
        }
    }
}
