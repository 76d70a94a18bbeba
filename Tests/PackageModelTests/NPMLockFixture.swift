import Documents
import Foundation
import PackageModel

/// Small locks as npm writes them.
enum NPMLockFixture {
    static let linux = platform("linux-x86_64-gnu")
    static let musl = platform("linux-x86_64-musl")
    static let mac = platform("macos-aarch64")

    static func platform(_ text: String) -> PlatformName? { try? PlatformName(parsing: text) }

    /// A hash that has the right form; each seed its own.
    static func integrity(_ seed: String) -> String {
        let bytes = (0..<64).map { UInt8(truncatingIfNeeded: $0 &+ seed.hashValueOfBytes) }
        return "sha512-" + Data(bytes).base64EncodedString()
    }

    /// An entry with tarball and hash; `more` is further members, with their comma in front.
    static func entry(_ place: String, _ version: String = "1.0.0", _ more: String = "") -> String {
        let name = place.components(separatedBy: "node_modules/").last ?? ""
        let url = "https://registry.npmjs.org/\(name)/-/\(version).tgz"
        return """
            "\(place)": {"version": "\(version)", "resolved": "\(url)",
              "integrity": "\(integrity(name + version))"\(more)}
            """
    }

    /// A whole lock whose root needs what `root` says.
    static func lock(root: String, _ entries: [String], version: String = "3") -> [UInt8] {
        let all = ["\"\": {\(root)}"] + entries
        return Array(
            "{\"lockfileVersion\": \(version), \"packages\": {\(all.joined(separator: ","))}}".utf8
        )
    }

    static func closure(_ lock: [UInt8], on platforms: [PlatformName?] = [linux]) throws
        -> NPMClosure
    {
        try NPMPackageLock(parsing: lock).closure(
            of: try? NPMName(parsing: "server"),
            on: platforms.compactMap(\.self),
            allowsLoopback: false
        )
    }

    /// `name places platforms` of each package.
    static func summary(_ closure: NPMClosure) -> [String] {
        closure.packages.map { package in
            let platforms = package.platforms.map(\.description).joined(separator: "+")
            return "\(package.name)@\(package.version) \(package.places.joined(separator: "+"))"
                + (platforms.isEmpty ? "" : " \(platforms)")
        }
    }
}

extension String {
    fileprivate var hashValueOfBytes: UInt8 { utf8.reduce(7) { $0 &* 31 &+ $1 } }
}
