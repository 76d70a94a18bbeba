internal import Cryptography

/// The releases of runtimes and tools that this mcppkg installs, each with its published digests.
///
/// It knows no other bytes: whatever a mirror or an index serves is compared with these.
public enum RuntimeTable {
    /// The base of the addresses of all builds of CPython.
    public static let standaloneBuilds =
        "https://github.com/astral-sh/python-build-standalone/releases/download/"

    /// The releases of a program, those to be preferred first.
    public static func releases(of kind: RuntimeKind) -> [RuntimeRelease] {
        switch kind {
        case .cpython: cpythonReleases
        case .node: nodeReleases
        case .uv: uvReleases
        }
    }

    /// The releases that a wish allows and that have an artifact for the platform, those to be preferred first.
    public static func releases(_ wish: RuntimeWish, for platform: PlatformName)
        -> [RuntimeRelease]
    {
        releases(of: wish.kind).filter { release in
            wish.allows(release.version) && release.artifact(for: platform) != nil
        }
    }

    /// The release that a line of a lock pins; nil for one that another mcppkg wrote and this one does not know.
    public static func release(of package: LockedPackage) -> RuntimeRelease? {
        guard let kind = package.runtimeKind else { return nil }
        return releases(of: kind).first { release in
            release.artifacts.contains { $0.sha256 == package.sha256 }
        }
    }
}
