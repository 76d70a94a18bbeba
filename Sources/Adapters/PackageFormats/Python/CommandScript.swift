internal import Diagnostics

/// The first word of a script that wants whichever Python it is installed for.
let pythonMark = "#!python"

/// A command that imports a module and ends with what one of its objects returns.
///
/// Source: entry points specification, "Use for scripts".
func commandScript(_ command: EntryPoints.Command) -> [UInt8] {
    let imported = command.object.split(separator: ".").first.map(String.init) ?? command.object
    let text = """
        import sys

        from \(command.module) import \(imported)

        if __name__ == "__main__":
            sys.exit(\(command.object)())

        """
    return Array((interpreterLines(arguments: []) + text).utf8)
}

/// A script whose first line is `#!python` or `#!pythonw`, for the Python beside it; nil where that line has more than
/// plain options.
func rewrittenScript(_ content: [UInt8]) -> [UInt8]? {
    guard content.starts(with: pythonMark.utf8) else { return nil }
    let end = content.firstIndex(of: 0x0A) ?? content.endIndex
    var line = content[pythonMark.utf8.count..<end]
    if line.first == UInt8(ascii: "w") { line = line.dropFirst() }
    if line.last == 0x0D { line = line.dropLast() }
    guard line.isEmpty || line.first == 0x20 || line.first == 0x09 else { return nil }
    let words = line.split { $0 == 0x20 || $0 == 0x09 }
    guard isMutated("wheel.script-options") || words.allSatisfy({ $0.allSatisfy(isOptionByte) })
    else { return nil }
    let options = words.map { String(decoding: $0, as: UTF8.self) }
    return Array(interpreterLines(arguments: options).utf8) + content[end...].dropFirst()
}

/// The start of a script that runs with the `python` beside it, wherever both are.
///
/// To the shell the second line is an `exec` of that Python with this file; to Python lines two and three are one text
/// in quotes without effect. A plain `#!` would need the absolute path, which has a digest in it that depends on this
/// very file.
private func interpreterLines(arguments: [String]) -> String {
    let options = arguments.map { " " + $0 }.joined()
    return """
        #!/bin/sh
        '''exec' "$(dirname -- "$(realpath -- "$0")")/python"\(options) "$0" "$@"
        ' '''

        """
}

private func isOptionByte(_ byte: UInt8) -> Bool {
    (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
        || "-_.=".utf8.contains(byte)
}
