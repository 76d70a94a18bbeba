internal import Diagnostics
public import PackageModel
internal import Paths

/// A wheel whose files are those of its RECORD and whose metadata agree with its name.
///
/// Environments are made from these alone, and nothing else makes one.
public struct VerifiedWheel {
    /// What the archive is called.
    public let name: WheelFileName
    /// Its files.
    public let entries: [Seal.Entry]
    /// What METADATA says.
    public let metadata: WheelMetadata
    /// What WHEEL says.
    public let description: WheelDescription
    /// The commands that call a function of it.
    public let entryPoints: EntryPoints
    /// Files in `.data/scripts`, which become commands too.
    public let scripts: [String]
    /// The directory of its metadata, such as `demo-1.0.dist-info`.
    let infoDirectory: String
    /// The directory of what goes elsewhere, such as `demo-1.0.data`.
    let dataDirectory: String
    private let record: WheelRecord
    private let unpacked: UnpackedWheel

    /// Reads what the wheel says about itself and holds it against its files and its name.
    /// - Throws: `WheelError` for the first thing that does not agree.
    public init(verifying unpacked: UnpackedWheel) throws(WheelError) {
        let info = try metadataDirectory(of: unpacked)
        let files = InfoFiles(unpacked: unpacked, directory: info)
        guard let recordBytes = try files.read("RECORD", limit: WheelLimits.record) else {
            throw .metadata(wheel: unpacked.name, file: "RECORD", why: "is missing")
        }
        let record = try WheelRecord(parsing: recordBytes, of: unpacked.name)
        try record.verify(unpacked, infoDirectory: info)
        guard let wheelBytes = try files.read("WHEEL", limit: WheelLimits.wheel) else {
            throw .metadata(wheel: unpacked.name, file: "WHEEL", why: "is missing")
        }
        description = try WheelDescription(parsing: wheelBytes, of: unpacked.name)
        metadata = try files.metadata()
        let points = try files.read("entry_points.txt", limit: WheelLimits.entryPoints)
        entryPoints =
            try points.map { (bytes) throws(WheelError) in
                try EntryPoints(parsing: bytes, of: unpacked.name)
            } ?? .none
        dataDirectory = try elsewhereDirectory(of: unpacked, info)
        scripts = try scriptNames(unpacked, dataDirectory)
        name = unpacked.name
        entries = unpacked.entries
        infoDirectory = info
        self.record = record
        self.unpacked = unpacked
    }

    /// Names of all commands, those that call a function first.
    public var commands: [String] { entryPoints.commands.map(\.name) + scripts }

    /// What a person may want to know about the metadata.
    public var warnings: [String] {
        metadata.warnings + (description.warning.map { [$0] } ?? [])
    }

    /// The length of a file, where RECORD gives it.
    func size(of path: RelativePath) -> UInt64? { record.row(of: path)?.size }

    func read(_ path: RelativePath, limit: Int) throws(WheelError) -> [UInt8] {
        try unpacked.read(path, limit)
    }
}

/// Files in the directory of metadata.
private struct InfoFiles {
    let unpacked: UnpackedWheel
    let directory: String

    /// The content, or nil where there is no such file.
    func read(_ name: String, limit: Int) throws(WheelError) -> [UInt8]? {
        guard let path = path(name) else { return nil }
        return try unpacked.wholeFile(path, limit: limit)
    }

    /// METADATA may have a long description, of which nothing is read.
    func metadata() throws(WheelError) -> WheelMetadata {
        guard let path = path("METADATA") else {
            throw .metadata(wheel: unpacked.name, file: "METADATA", why: "is missing")
        }
        let bytes = try unpacked.read(path, WheelLimits.headers)
        let isWhole = bytes.count < WheelLimits.headers
        return try WheelMetadata(parsing: bytes, isWhole: isWhole, of: unpacked.name)
    }

    private func path(_ name: String) -> RelativePath? {
        let wanted = directory + "/" + name
        return unpacked.entries.first { $0.path.description == wanted }?.path
    }
}

/// The one directory of metadata at the top, whose name has to be that of the wheel.
private func metadataDirectory(of unpacked: UnpackedWheel) throws(WheelError) -> String {
    let found = Set(
        unpacked.entries.compactMap { entry -> String? in
            let (first, isDirectory) = firstComponent(entry.path)
            return isDirectory && first.lowercased().hasSuffix(".dist-info") ? first : nil
        }
    )
    guard let info = found.min(), isMutated("wheel.info-count") || found.count == 1 else {
        let why = found.isEmpty ? "is missing" : "is there \(found.count) times"
        throw .metadata(wheel: unpacked.name, file: "the directory `.dist-info`", why: why)
    }
    guard isMutated("wheel.info-name") || isName(info, ".dist-info", of: unpacked.name) else {
        throw .metadata(
            wheel: unpacked.name,
            file: "the directory `\(printable(info))`",
            why: "is that of another package"
        )
    }
    return info
}

/// The directory of what goes elsewhere; the name that it would have where there is none.
private func elsewhereDirectory(of unpacked: UnpackedWheel, _ info: String) throws(WheelError)
    -> String
{
    let found = Set(
        unpacked.entries.compactMap { entry -> String? in
            let (first, isDirectory) = firstComponent(entry.path)
            return isDirectory && isName(first, ".data", of: unpacked.name) ? first : nil
        }
    )
    guard found.count <= 1 else {
        throw .metadata(wheel: unpacked.name, file: "the directory `.data`", why: "is there twice")
    }
    return found.first ?? String(info.dropLast(".dist-info".count)) + ".data"
}

private func scriptNames(_ unpacked: UnpackedWheel, _ data: String) throws(WheelError) -> [String] {
    let start = data + "/scripts/"
    var names: [String] = []
    for entry in unpacked.entries where entry.path.description.utf8.starts(with: start.utf8) {
        guard !isBytecode(entry.path) else { continue }
        let name = String(Substring(entry.path.description.utf8.dropFirst(start.utf8.count)))
        try requireCommandName(name, of: unpacked.name)
        names.append(name)
    }
    return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
}

/// Whether a directory is called like a wheel, in any spelling of name and version.
private func isName(_ directory: String, _ ending: String, of wheel: WheelFileName) -> Bool {
    guard directory.hasSuffix(ending) else { return false }
    let stem = directory.dropLast(ending.count).utf8
    guard let mark = stem.lastIndex(of: UInt8(ascii: "-")),
        let name = try? PythonPackageName(parsing: String(Substring(stem[..<mark]))),
        let version = try? PythonVersion(
            parsing: String(Substring(stem[stem.index(after: mark)...]))
        )
    else { return false }
    return name == wheel.distribution && version == wheel.version
}

/// The first name of a path, and whether something follows it.
private func firstComponent(_ path: RelativePath) -> (name: String, isDirectory: Bool) {
    let bytes = path.description.utf8
    guard let end = bytes.firstIndex(of: UInt8(ascii: "/")) else {
        return (path.description, false)
    }
    return (String(Substring(bytes[..<end])), true)
}

/// Whether a path lies in a directory at the top.
func isInside(_ path: RelativePath, _ directory: String) -> Bool {
    let (bytes, start) = (path.description.utf8, directory.utf8)
    return bytes.count > start.count && bytes.starts(with: start)
        && bytes[bytes.index(bytes.startIndex, offsetBy: start.count)] == UInt8(ascii: "/")
}

/// Whether a file is compiled Python, which is never installed: it could hide code that its source does not have.
func isBytecode(_ path: RelativePath) -> Bool {
    guard !isMutated("wheel.bytecode") else { return false }
    let bytes = path.description.utf8
    let ending = String(Substring(bytes.suffix(4))).lowercased()
    return ending == ".pyc" || ending == ".pyo" || isBelowCache(bytes)
}

/// Whether one of the directories of a path is `__pycache__`, in any case.
private func isBelowCache(_ bytes: String.UTF8View) -> Bool {
    var matched: Int? = 0
    for byte in bytes {
        if byte == UInt8(ascii: "/") {
            if matched == cacheName.count { return true }
            matched = 0
        } else if let place = matched, place < cacheName.count {
            let isLetter = (65...90).contains(byte)
            matched = (isLetter ? byte | 0x20 : byte) == cacheName[place] ? place + 1 : nil
        } else {
            matched = nil
        }
    }
    return false
}

private let cacheName = Array("__pycache__".utf8)
