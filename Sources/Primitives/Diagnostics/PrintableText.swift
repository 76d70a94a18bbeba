/// Makes a string from outside printable: what would act on a terminal, or hide, becomes visible.
///
/// Control, bidirectional, zero-width, tag and private-use scalars are written as `\u{…}`; everything
/// else stays as it is. Every name, description, publisher and message from outside passes here.
public func printable(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: isHidden) else { return text }
    var result = ""
    for scalar in text.unicodeScalars {
        if isHidden(scalar) {
            result += "\\u{\(String(scalar.value, radix: 16))}"
        } else {
            result.unicodeScalars.append(scalar)
        }
    }
    return result
}

/// The same for lines that are whole already: line ends and tabs stay, so that nothing is lost of text that has them.
public func printableLines(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: isHidden) else { return text }
    let pieces = text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
        line.split(separator: "\t", omittingEmptySubsequences: false)
            .map { printable(String($0)) }.joined(separator: "\t")
    }
    return pieces.joined(separator: "\n")
}

/// The same for a JSON text: what would act or hide becomes `\uXXXX`, which means the same value.
public func printableJSON(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: isHidden) else { return text }
    var result = ""
    for scalar in text.unicodeScalars {
        // Outside strings compact JSON has none of them.
        guard isHidden(scalar) else {
            result.unicodeScalars.append(scalar)
            continue
        }
        for unit in String(scalar).utf16 {
            let digits = String(unit, radix: 16)
            result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        }
    }
    return result
}

private func isHidden(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0..<0x20, 0x7F..<0xA0: true
    case 0x00AD, 0x034F, 0x061C, 0x115F...0x1160, 0x17B4...0x17B5, 0x180B...0x180F: true
    case 0x200B...0x200F, 0x2028...0x202E, 0x2060...0x206F, 0x3164, 0xFE00...0xFE0F, 0xFEFF, 0xFFA0:
        true
    case 0xFFF0...0xFFFB, 0x1D173...0x1D17A, 0xE0000...0xE0FFF: true
    case 0xE000...0xF8FF, 0xF0000...0x10FFFF: true
    default: false
    }
}
