internal import Diagnostics
internal import Documents
internal import Filesystem
public import PackageModel
public import Paths

/// The person's settings: `config.json`, with variables for scripts on top.
public struct Settings: Sendable, Equatable {
    /// A configured registry.
    public struct Registry: Sendable, Equatable {
        /// The name it was given; `default` for the first.
        public let name: String
        /// `https://…`, `file://…` or a loopback address.
        public let location: String

        /// Takes a name and a location.
        public init(name: String, location: String) {
            self.name = name
            self.location = location
        }
    }

    /// The registry of the MCP project.
    public static let officialRegistry = "https://registry.modelcontextprotocol.io"

    /// Registries in the order in which they are asked.
    public var registries: [Registry]
    /// How old a version chosen by a range must be.
    public var cooldown: Cooldown
    /// Hosts that the person chose when asked, used where no manifest names any.
    public var hosts: [String]
    /// Replacements of locked URLs: the start of a URL, and what stands there instead.
    public var mirrors: [(from: String, to: String)]
    /// The package index for Python, whose address ends in `/simple/`.
    public var pypiIndex: String
    /// The package registry for Node.
    public var npmRegistry: String
    /// Indexes and registries that tell no upload times and are taken as they are; others of that kind count as too new.
    public var undated: [String]
    /// Where builds of CPython are fetched from instead of their publisher; nil for the publisher.
    public var pythonBuilds: String?
    /// Whether credentials for registries are read from `~/.netrc`.
    public var usesNetrc: Bool

    /// Nothing configured.
    public static let standard = Settings(
        registries: [Registry(name: "default", location: officialRegistry)],
        cooldown: .standard,
        hosts: [],
        mirrors: [],
        pypiIndex: officialPyPI,
        npmRegistry: officialNPM,
        undated: [],
        pythonBuilds: nil,
        usesNetrc: true
    )

    /// The index of the Python Package Index.
    public static let officialPyPI = "https://pypi.org/simple/"
    /// The registry of npm.
    public static let officialNPM = "https://registry.npmjs.org/"

    /// Same values.
    public static func == (left: Settings, right: Settings) -> Bool {
        left.registries == right.registries && left.cooldown == right.cooldown
            && left.hosts == right.hosts
            && left.mirrors.elementsEqual(right.mirrors, by: ==)
            && left.pypiIndex == right.pypiIndex && left.npmRegistry == right.npmRegistry
            && left.undated == right.undated && left.pythonBuilds == right.pythonBuilds
            && left.usesNetrc == right.usesNetrc
    }

    /// Reads the file; what it does not say keeps its standard value.
    /// - Throws: `PlaceError.settings` when it is malformed.
    public static func load(
        _ path: AbsolutePath,
        registryOverride: String?,
        pypiOverride: String? = nil,
        npmOverride: String? = nil
    ) throws -> Settings {
        var settings = Settings.standard
        if let bytes = try Files.read(path, limit: KitLimits.document) {
            try settings.apply(parse(bytes, path), path)
        }
        if let registryOverride {
            settings.registries = [Registry(name: "default", location: registryOverride)]
        }
        settings.pypiIndex = slashEnded(pypiOverride ?? settings.pypiIndex)
        settings.npmRegistry = slashEnded(npmOverride ?? settings.npmRegistry)
        return settings
    }

    private static func parse(_ bytes: [UInt8], _ path: AbsolutePath) throws -> JSON {
        do throws(JSONError) { return try JSONText(parsing: bytes).root.value } catch {
            throw PlaceError.settings(path: path, why: error.reason)
        }
    }

    private mutating func apply(_ json: JSON, _ path: AbsolutePath) throws {
        if let location = json["registry"] {
            guard let text = location.string else {
                throw PlaceError.settings(path: path, why: "`registry` is not a text")
            }
            registries = [Registry(name: "default", location: text)]
        }
        for (name, location) in json["registries"]?.object?.members ?? [] {
            guard let text = location.string else {
                throw PlaceError.settings(
                    path: path,
                    why: "`registries.\(printable(name))` is not a text"
                )
            }
            registries.append(Registry(name: name, location: text))
        }
        if let text = json["cooldown"] {
            guard let parsed = text.string.flatMap({ try? Cooldown(parsing: $0) }) else {
                throw PlaceError.settings(
                    path: path,
                    why: "`cooldown` needs a unit, as in \"72h\" or \"7d\""
                )
            }
            cooldown = parsed
        }
        hosts = (json["hosts"]?.array ?? []).compactMap(\.string)
        for (from, to) in json["mirrors"]?.object?.members ?? [] {
            guard let text = to.string else {
                throw PlaceError.settings(
                    path: path,
                    why: "`mirrors.\(printable(from))` is not a text"
                )
            }
            mirrors.append((from, text))
        }
        pypiIndex = try text(json, "pypiIndex", path) ?? pypiIndex
        npmRegistry = try text(json, "npmRegistry", path) ?? npmRegistry
        pythonBuilds = try text(json, "pythonBuilds", path) ?? pythonBuilds
        undated = (json["undated"]?.array ?? []).compactMap(\.string).map(slashEnded)
        usesNetrc = json["netrc"]?.bool ?? usesNetrc
    }

    private func text(_ json: JSON, _ key: String, _ path: AbsolutePath) throws -> String? {
        guard let value = json[key] else { return nil }
        guard let text = value.string, !text.isEmpty else {
            throw PlaceError.settings(path: path, why: "`\(key)` is not a text")
        }
        return text
    }

    /// Whether files of an index without upload times are taken as old enough.
    func isUndated(_ index: String) -> Bool { undated.contains(slashEnded(index)) }

    /// A locked URL as it is fetched on this machine.
    func mirrored(_ url: String) -> String {
        for mirror in mirrors where url.hasPrefix(mirror.from) {
            return mirror.to + url.dropFirst(mirror.from.count)
        }
        return url
    }
}

/// An address with one slash at its end, so that two spellings of it are equal.
func slashEnded(_ address: String) -> String { address.hasSuffix("/") ? address : address + "/" }
