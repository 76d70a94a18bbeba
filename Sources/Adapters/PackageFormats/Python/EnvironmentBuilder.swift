internal import Cryptography
internal import Diagnostics
internal import PackageModel
internal import Paths

/// Collects the files of an environment and refuses what may not be in it.
struct EnvironmentBuilder {
    private(set) var layout = PrefixLayout()
    private let runtime: PythonRuntime
    private let packagesStart: String
    private var files: [String: Occupant] = [:]

    /// What lies at a path, and who brought it.
    private struct Occupant {
        let wheel: WheelFileName?
        let digest: Digest
        /// The position among the placements, or nil for what is written.
        let placement: Int?
    }

    init(runtime: PythonRuntime) {
        self.runtime = runtime
        packagesStart = runtime.sitePackages + "/"
    }

    /// The links to the interpreter and `pyvenv.cfg`.
    mutating func addEnvironment() throws(WheelError) {
        let major = "python\(runtime.version.release[0])"
        link("bin/python", to: runtime.executable.description)
        link("bin/" + major, to: "python")
        link("bin/python" + runtime.series, to: "python")
        if hasSecondLibrary { link("lib64", to: "lib") }
        let numbers = runtime.version.release + [0]
        let lines = [
            "home = \(runtime.executable.parent)",
            "implementation = CPython",
            "version_info = \(numbers[0]).\(numbers[1]).\(numbers[2])",
            "include-system-site-packages = false",
        ]
        let text = lines.map { $0 + "\n" }.joined()
        write("pyvenv.cfg", Array(text.utf8), mode: 0o444)
    }

    /// Every file of a wheel, its commands, and what an installer writes about it.
    mutating func add(_ wheel: VerifiedWheel, _ package: Int) throws(WheelError) {
        var record = InstalledRecord(sitePackages: runtime.sitePackages)
        let bookkeeping = Set(
            ["RECORD", "INSTALLER", "REQUESTED", "direct_url.json"].map {
                wheel.infoDirectory + "/" + $0
            }
        )
        for entry in wheel.entries where !isBytecode(entry.path) {
            // Only what installs may say who did, and from where.
            guard !bookkeeping.contains(entry.path.description) else { continue }
            if isInside(entry.path, wheel.dataDirectory) {
                try addData(entry, wheel, package, &record)
            } else {
                let path = runtime.sitePackages + "/" + entry.path.description
                try place(entry, at: path, mode: entry.mode, wheel, package, &record)
            }
        }
        for command in wheel.entryPoints.commands {
            try write("bin/" + command.name, commandScript(command), wheel, &record, mode: 0o555)
        }
        try addBookkeeping(wheel, &record)
    }

    /// Refuses a file whose path another one needs as a directory.
    func requireSeparateDirectories() throws(WheelError) {
        var seen: Set<String> = []
        for path in layout.placements.map(\.path) + layout.written.map(\.path) {
            var rest = path.description.utf8[...]
            while let end = rest.lastIndex(of: UInt8(ascii: "/")) {
                rest = rest[..<end]
                let directory = String(Substring(rest))
                guard seen.insert(directory).inserted else { break }
                guard let other = files[directory] else { continue }
                guard isMutated("wheel.directory-conflict") else {
                    throw conflict(directory, other.wheel, files[path.description]?.wheel)
                }
            }
        }
    }

    /// `.data/KEY/…`: the scheme's directory that the key names.
    private mutating func addData(
        _ entry: Seal.Entry,
        _ wheel: VerifiedWheel,
        _ package: Int,
        _ record: inout InstalledRecord
    ) throws(WheelError) {
        let inner = entry.path.description.utf8.dropFirst(wheel.dataDirectory.utf8.count + 1)
        let (key, rest) = parts(inner)
        guard let rest else { throw refusal(wheel, entry, "it belongs to no place") }
        switch key {
        case "purelib", "platlib":
            let path = runtime.sitePackages + "/" + rest
            try place(entry, at: path, mode: entry.mode, wheel, package, &record)
        case "scripts": try addScript(entry, "bin/" + rest, wheel, package, &record)
        case "headers":
            let path = "include/site/python\(runtime.series)/\(wheel.name.distribution)/" + rest
            try place(entry, at: path, mode: entry.mode, wheel, package, &record)
        case "data":
            // `lib64` is a link to `lib` there, and a file goes where the link leads.
            let isSecond = hasSecondLibrary && rest.utf8.starts(with: "lib64/".utf8)
            let path = isSecond ? "lib/" + rest.dropFirst("lib64/".count) : rest
            try place(entry, at: path, mode: entry.mode, wheel, package, &record)
        default: throw refusal(wheel, entry, "`\(printable(key))` is no place of an environment")
        }
    }

    private mutating func addScript(
        _ entry: Seal.Entry,
        _ path: String,
        _ wheel: VerifiedWheel,
        _ package: Int,
        _ record: inout InstalledRecord
    ) throws(WheelError) {
        let start = try wheel.read(entry.path, limit: pythonMark.utf8.count)
        guard start.elementsEqual(pythonMark.utf8) else {
            return try place(entry, at: path, mode: 0o555, wheel, package, &record)
        }
        let content = try wheel.read(entry.path, limit: WheelLimits.script + 1)
        guard content.count <= WheelLimits.script, let script = rewrittenScript(content) else {
            throw refusal(wheel, entry, "its first line cannot be rewritten")
        }
        try write(path, script, wheel, &record, mode: 0o555)
    }

    /// INSTALLER and RECORD, as uv and pip leave them.
    private mutating func addBookkeeping(_ wheel: VerifiedWheel, _ record: inout InstalledRecord)
        throws(WheelError)
    {
        let info = runtime.sitePackages + "/" + wheel.infoDirectory
        try write(info + "/INSTALLER", Array("mcppkg".utf8), wheel, &record, mode: 0o444)
        let bytes = record.bytes(at: info + "/RECORD")
        try write(info + "/RECORD", bytes, wheel, &record, mode: 0o444)
    }

    private var hasSecondLibrary: Bool { runtime.platform.system == .linux }
}

extension EnvironmentBuilder {
    private mutating func place(
        _ entry: Seal.Entry,
        at path: String,
        mode: UInt32,
        _ wheel: VerifiedWheel,
        _ package: Int,
        _ record: inout InstalledRecord
    ) throws(WheelError) {
        try requireAllowed(path, wheel, entry.path.description)
        record.add(path, entry.digest, size: wheel.size(of: entry.path))
        if let other = files[path] {
            try requireSame(path, other, entry.digest, wheel)
            guard let known = other.placement, mode > layout.placements[known].mode else { return }
            let first = layout.placements[known]
            layout.placements[known] = PrefixLayout.Placement(
                package: first.package,
                entry: first.entry,
                path: first.path,
                mode: mode
            )
            return
        }
        files[path] = Occupant(
            wheel: wheel.name,
            digest: entry.digest,
            placement: layout.placements.count
        )
        layout.placements.append(
            PrefixLayout.Placement(
                package: package,
                entry: entry,
                path: try parsed(path, wheel),
                mode: mode
            )
        )
    }

    private mutating func write(
        _ path: String,
        _ bytes: [UInt8],
        _ wheel: VerifiedWheel,
        _ record: inout InstalledRecord,
        mode: UInt32
    ) throws(WheelError) {
        try requireAllowed(path, wheel, path)
        let digest = Digest(of: bytes)
        record.add(path, digest, size: UInt64(bytes.count))
        if let other = files[path] { return try requireSame(path, other, digest, wheel) }
        files[path] = Occupant(wheel: wheel.name, digest: digest, placement: nil)
        let parsed = try parsed(path, wheel)
        layout.written.append(PrefixLayout.Written(path: parsed, mode: mode, bytes: bytes))
    }

    private mutating func write(_ path: String, _ bytes: [UInt8], mode: UInt32) {
        guard let parsed = try? RelativePath(parsing: path) else { return }
        files[path] = Occupant(wheel: nil, digest: Digest(of: bytes), placement: nil)
        layout.written.append(PrefixLayout.Written(path: parsed, mode: mode, bytes: bytes))
    }

    private mutating func link(_ path: String, to target: String) {
        guard let parsed = try? RelativePath(parsing: path) else { return }
        files[path] = Occupant(wheel: nil, digest: Digest(of: target.utf8), placement: nil)
        layout.links.append(PrefixLayout.Link(path: parsed, target: target))
    }

    /// What makes the environment one, and what other wheels say about themselves, is nobody's to bring.
    private func requireAllowed(_ path: String, _ wheel: VerifiedWheel, _ origin: String)
        throws(WheelError)
    {
        guard path.utf8.starts(with: packagesStart.utf8) else {
            guard isMutated("wheel.reserved-path") || !isReserved(path) else {
                let why = "the environment needs `\(printable(path))` itself"
                throw .place(wheel: wheel.name, path: origin, why: why)
            }
            return
        }
        let (first, rest) = parts(path.utf8.dropFirst(packagesStart.utf8.count))
        let isForeign = first != wheel.infoDirectory && first.lowercased().hasSuffix(".dist-info")
        guard isMutated("wheel.foreign-info") || rest == nil || !isForeign else {
            let why = "that would speak for another package"
            throw .place(wheel: wheel.name, path: origin, why: why)
        }
    }

    /// Without regard to case, because some volumes have none.
    private func isReserved(_ path: String) -> Bool {
        let lower = path.lowercased()
        let (first, rest) = parts(lower.utf8[...])
        if first == Seal.directoryName || first == "pyvenv.cfg" { return true }
        if rest == nil { return ["bin", "lib", "lib64", "include"].contains(first) }
        return first == "bin" && isReservedCommand(rest ?? "")
    }

    private func requireSame(
        _ path: String,
        _ other: Occupant,
        _ digest: Digest,
        _ wheel: VerifiedWheel
    ) throws(WheelError) {
        guard isMutated("wheel.path-conflict") || other.digest == digest else {
            throw conflict(path, other.wheel, wheel.name)
        }
    }

    private func conflict(_ path: String, _ first: WheelFileName?, _ second: WheelFileName?)
        -> WheelError
    {
        switch (first, second) {
        case (let first?, let second?): .conflict(path: path, first: first, second: second)
        case (let wheel?, nil), (nil, let wheel?):
            .place(wheel: wheel, path: path, why: "the environment needs that path itself")
        case (nil, nil): .runtime(why: "`\(path)` is needed twice")
        }
    }

    private func refusal(_ wheel: VerifiedWheel, _ entry: Seal.Entry, _ why: String) -> WheelError {
        .place(wheel: wheel.name, path: entry.path.description, why: why)
    }

    private func parsed(_ path: String, _ wheel: VerifiedWheel) throws(WheelError) -> RelativePath {
        do throws(PathError) {
            return try RelativePath(parsing: path)
        } catch {
            throw .place(wheel: wheel.name, path: path, why: error.reason)
        }
    }
}

/// The first name of a path and what follows it, if anything does.
private func parts(_ path: Substring.UTF8View) -> (first: String, rest: String?) {
    guard let end = path.firstIndex(of: UInt8(ascii: "/")) else {
        return (String(Substring(path)), nil)
    }
    let rest = path[path.index(after: end)...]
    return (String(Substring(path[..<end])), String(Substring(rest)))
}
