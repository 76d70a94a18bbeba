internal import Diagnostics
public import PackageModel

/// The commands of a wheel that call a function: `console_scripts` and `gui_scripts` of `entry_points.txt`.
///
/// Source: entry points specification.
public struct EntryPoints: Hashable, Sendable {
    /// One command.
    public struct Command: Hashable, Sendable {
        /// Its name, which is the name of a file.
        public let name: String
        /// What is imported, such as `demo.cli`.
        public let module: String
        /// What is called there, such as `main` or `App.run`.
        public let object: String
    }

    /// The commands in the order of the file.
    public let commands: [Command]

    /// None, for a wheel without the file.
    public static let none = EntryPoints(commands: [])

    private init(commands: [Command]) { self.commands = commands }

    /// Reads the two sections; others are passed over.
    /// - Throws: `WheelError.command` for a name that is no file name or that an environment needs, and for anything
    ///   but `module:object` after it; `WheelError.metadata` for a line of no form.
    public init(parsing bytes: [UInt8], of wheel: WheelFileName) throws(WheelError) {
        var commands: [Command] = []
        var byName: [String: Command] = [:]
        var isScripts = false
        for raw in bytes.split(whereSeparator: { $0 == 0x0A || $0 == 0x0D }) {
            let line = trimmed(raw)
            guard let first = line.first, first != UInt8(ascii: "#"), first != UInt8(ascii: ";")
            else { continue }
            if first == UInt8(ascii: "["), line.last == UInt8(ascii: "]") {
                let section = String(decoding: trimmed(line.dropFirst().dropLast()), as: UTF8.self)
                isScripts = section == "console_scripts" || section == "gui_scripts"
            } else if isScripts {
                let command = try Self.command(line, wheel)
                guard byName[command.name] == nil || byName[command.name] == command else {
                    throw .command(wheel: wheel, name: command.name, why: "it means two things")
                }
                if byName.updateValue(command, forKey: command.name) == nil {
                    commands.append(command)
                }
            }
        }
        self.commands = commands
    }

    private static func command(_ line: ArraySlice<UInt8>, _ wheel: WheelFileName)
        throws(WheelError) -> Command
    {
        guard let mark = line.firstIndex(of: UInt8(ascii: "=")) else {
            let start = printable(String(decoding: line.prefix(64), as: UTF8.self))
            throw .metadata(wheel: wheel, file: "entry_points.txt", why: "has the line `\(start)`")
        }
        let name = String(decoding: trimmed(line[..<mark]).prefix(255), as: UTF8.self)
        try requireCommandName(name, of: wheel)
        let value = trimmed(line[(mark + 1)...])
        // What stands in brackets names extras, which have no meaning for commands any more.
        let reference = trimmed(value.prefix { $0 != UInt8(ascii: "[") })
        let parts = reference.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
            .map { String(decoding: trimmed($0), as: UTF8.self) }
        guard
            isMutated("wheel.command-object")
                || (parts.count == 2 && parts.allSatisfy(isDottedIdentifier)
                    && (reference.count == value.count || value.last == UInt8(ascii: "]")))
        else {
            throw .command(wheel: wheel, name: name, why: "what it calls is not `module:object`")
        }
        return Command(name: name, module: parts[0], object: parts.count > 1 ? parts[1] : "")
    }
}

/// Refuses a name that is no plain file name, or that belongs to the environment itself.
func requireCommandName(_ name: String, of wheel: WheelFileName) throws(WheelError) {
    let bytes = name.utf8
    let isPlain =
        (1...WheelLimits.command).contains(bytes.count)
        && bytes.allSatisfy { isWordByte($0) || "-.+@".utf8.contains($0) }
        && bytes.first != UInt8(ascii: "-") && bytes.first != UInt8(ascii: ".")
    guard isMutated("wheel.command-name") || isPlain else {
        throw .command(wheel: wheel, name: name, why: "it is no plain name of a file")
    }
    guard isMutated("wheel.command-reserved") || !isReservedCommand(name) else {
        throw .command(wheel: wheel, name: name, why: "the environment needs that name itself")
    }
}

/// Whether a command of this name would take the place of the interpreter or of what activates an environment.
///
/// `python`, `python3.12`, `pythonw`, `pypy3` and the like; `python-dotenv` is another word. Without regard to case,
/// because some volumes have none.
func isReservedCommand(_ name: String) -> Bool {
    var word = name.lowercased()[...]
    if word.hasSuffix(".exe") { word = word.dropLast(4) }
    let activates = ["activate", "deactivate"].contains { $0 == word || word.hasPrefix($0 + ".") }
    if activates || word == "activate_this.py" { return true }
    guard let stem = ["python", "pypy"].first(where: { word.hasPrefix($0) }) else { return false }
    return word.utf8.dropFirst(stem.utf8.count).allSatisfy {
        (48...57).contains($0) || ".dtw".utf8.contains($0)
    }
}

/// Whether a text is names of Python with dots between them.
func isDottedIdentifier(_ text: String) -> Bool {
    text.utf8.split(separator: 46, omittingEmptySubsequences: false).allSatisfy { part in
        guard let first = part.first, !(48...57).contains(first) else { return false }
        return part.allSatisfy(isWordByte)
    }
}

private func isWordByte(_ byte: UInt8) -> Bool {
    (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte) || byte == 95
}

private func trimmed(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    let isBlank = { (byte: UInt8) in byte == 0x20 || byte == 0x09 }
    let start = bytes.drop(while: isBlank)
    guard let end = start.lastIndex(where: { !isBlank($0) }) else { return [] }
    return start[...end]
}
