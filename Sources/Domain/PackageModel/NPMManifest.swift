public import Documents

/// A script of a package that npm would run while installing it.
public struct NPMScript: Hashable, Sendable {
    /// When npm runs it.
    public enum Event: String, Sendable, CaseIterable {
        case preinstall, install, postinstall
    }

    /// When npm would run it.
    public let event: Event
    /// The command line, cut at `NPMLimits.command` bytes.
    public let command: String

    /// Takes both.
    public init(event: Event, command: String) {
        self.event = event
        let cut = command.utf8.prefix(NPMLimits.command)
        self.command = String(decoding: Array(cut), as: UTF8.self)
    }
}

/// A program that a package brings.
public struct NPMBin: Hashable, Sendable {
    /// What it is called.
    public let name: String
    /// The file in the package, as it is written and then made plain: it stays inside.
    public let path: String

    /// Takes both.
    public init(name: String, path: String) {
        self.name = name
        self.path = path
    }
}

/// A `package.json`, or the same facts as a registry gives them.
///
/// Read as leniently as npm does: what has a wrong type is not there.
public struct NPMManifest: Sendable {
    /// The name as written; nil where none is.
    public let name: String?
    /// The version as written; nil where none is.
    public let version: String?
    /// The programs, made plain as npm does.
    public let bins: [NPMBin]
    /// The directory whose files are programs; only where `bin` says nothing.
    public let binDirectory: String?
    /// What npm would run, in its order.
    public let scripts: [NPMScript]
    /// The range of Node versions as written.
    public let nodeRange: String?
    /// False where the package says that its `binding.gyp` is not for installing.
    public let wantsGyp: Bool
    /// Whether dependencies are inside the tarball.
    public let hasBundledDependencies: Bool
    /// Where it runs.
    public private(set) var platforms: NPMPlatformRule

    /// Reads the file in a package.
    /// - Throws: `JSONError` when it is no JSON object.
    public init(parsing bytes: [UInt8]) throws(JSONError) {
        // npm accepts a byte order mark.
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        let text = bytes.starts(with: mark) ? Array(bytes.dropFirst(3)) : bytes
        let json = try JSON(parsing: text)
        guard json.object != nil else { throw .notAnObject(path: "") }
        self.init(json)
    }

    /// Takes the facts from an object that was parsed already.
    public init(_ json: JSON) {
        name = json["name"]?.string
        version = json["version"]?.string
        bins = plainBins(json["bin"], package: json["name"]?.string)
        binDirectory = json["bin"] == nil ? json["directories"]?["bin"]?.string : nil
        scripts = NPMScript.Event.allCases.compactMap { event in
            json["scripts"]?[event.rawValue]?.string.flatMap {
                $0.isEmpty ? nil : NPMScript(event: event, command: $0)
            }
        }
        nodeRange = json["engines"]?["node"]?.string
        wantsGyp = json["gypfile"] != .bool(false)
        let bundled = json["bundleDependencies"] ?? json["bundledDependencies"]
        hasBundledDependencies = bundled == .bool(true) || bundled?.array?.isEmpty == false
        platforms = NPMPlatformRule(json)
    }
}

extension NPMManifest {
    /// The same with another word on where it runs.
    func limited(to platforms: NPMPlatformRule) -> NPMManifest {
        var copy = self
        copy.platforms = platforms
        return copy
    }
}

/// A path made plain: without `.` and empty parts, `..` stopping at the package.
///
/// Source: npm `npm-normalize-package-bin`: `join('/', path)` without its slash.
public func plainPath(_ text: String) -> String {
    var parts: [String] = []
    for part in text.utf8.split(whereSeparator: { $0 == 0x2F || $0 == 0x5C }) {
        switch String(Substring(part)) {
        case ".": continue
        case "..": _ = parts.popLast()
        case let name: parts.append(name)
        }
    }
    return parts.joined(separator: "/")
}

/// Source: npm `npm-normalize-package-bin`; a later program of the same name wins.
private func plainBins(_ value: JSON?, package: String?) -> [NPMBin] {
    let written: [(String, String)]
    switch value {
    case .string(let path): written = package.map { [($0, path)] } ?? []
    case .array(let paths):
        written = paths.prefix(NPMLimits.bins).compactMap { $0.string.map { ($0, $0) } }
    case .object(let object):
        written = object.members.prefix(NPMLimits.bins).compactMap { member in
            member.value.string.map { (member.key, $0) }
        }
    default: written = []
    }
    var order: [String] = []
    var paths: [String: String] = [:]
    for (key, path) in written {
        let name = lastName(key)
        let plain = plainPath(path)
        guard !name.isEmpty, !plain.isEmpty, !plain.utf8.contains(0), !name.utf8.contains(0) else {
            continue
        }
        if paths.updateValue(plain, forKey: name) == nil { order.append(name) }
    }
    return order.compactMap { name in paths[name].map { NPMBin(name: name, path: $0) } }
}

/// What follows the last slash, backslash or colon; nothing for `.` and `..`.
private func lastName(_ text: String) -> String {
    let last = text.utf8.split { $0 == 0x2F || $0 == 0x5C || $0 == 0x3A }.last
    let name = last.map { String(Substring($0)) } ?? ""
    return name == "." || name == ".." ? "" : name
}
