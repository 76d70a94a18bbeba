/// The rules for one name of an archive, on its bytes.
enum EntryName {
    /// Checks everything about a name that does not depend on other names.
    ///
    /// - Parameters:
    ///   - name: Without the slash that marks a directory.
    ///   - limits: Of lengths and depth.
    /// - Throws: The first rule that the name breaks.
    static func check(_ name: ArraySlice<UInt8>, limits: ExtractionLimits) throws(ArchiveError) {
        func text() -> String { String(decoding: name, as: UTF8.self) }
        try ArchiveRule.nameLength.require(name.count <= limits.path, text())
        let isASCII = name.allSatisfy { $0 < 0x80 }
        try checkCharacters(name, text)
        try ArchiveRule.absolutePath.require(name.first != UInt8(ascii: "/"), text())
        try ArchiveRule.driveLetter.require(!hasDriveLetter(name), text())
        if !isASCII { try checkUnicode(name, text) }
        try checkComponents(name, limits: limits, text)
    }

    private static func checkCharacters(_ name: ArraySlice<UInt8>, _ text: () -> String)
        throws(ArchiveError)
    {
        guard name.contains(where: { $0 < 0x20 || $0 == 0x7F || $0 == UInt8(ascii: "\\") }) else {
            return
        }
        try ArchiveRule.nulInName.require(!name.contains(0), text())
        try ArchiveRule.backslash.require(!name.contains(UInt8(ascii: "\\")), text())
        let hasControl = name.contains { ($0 < 0x20 && $0 != 0) || $0 == 0x7F }
        try ArchiveRule.controlCharacter.require(!hasControl, text())
    }

    private static func hasDriveLetter(_ name: ArraySlice<UInt8>) -> Bool {
        guard name.count >= 2, name[name.startIndex + 1] == UInt8(ascii: ":") else { return false }
        return (65...90).contains(name[name.startIndex] & 0xDF)
    }

    private static func checkUnicode(_ name: ArraySlice<UInt8>, _ text: () -> String)
        throws(ArchiveError)
    {
        guard let decoded = String(validating: name, as: UTF8.self) else {
            return try ArchiveRule.invalidUTF8.require(false, text())
        }
        var previous: Unicode.Scalar = "/"
        for scalar in decoded.unicodeScalars {
            let isControl = (0x80..<0xA0).contains(scalar.value)
            try ArchiveRule.controlCharacter.require(!isControl, text())
            // A mark that joins the slash before it hides the slash from whoever looks at characters.
            guard previous != "/" || !scalar.properties.isGraphemeExtend else {
                throw .rule(.malformed, entry: text())
            }
            previous = scalar
        }
    }

    private static func checkComponents(
        _ name: ArraySlice<UInt8>,
        limits: ExtractionLimits,
        _ text: () -> String
    ) throws(ArchiveError) {
        let dot = UInt8(ascii: ".")
        var depth = 0
        for part in name.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false) {
            let isNothing = part.allSatisfy { $0 == dot } && part.count <= 2
            try ArchiveRule.parentPath.require(!isNothing, text())
            try ArchiveRule.nameLength.require(part.count <= limits.component, text())
            depth += 1
        }
        try ArchiveRule.depth.require(depth <= limits.depth, text())
    }
}
