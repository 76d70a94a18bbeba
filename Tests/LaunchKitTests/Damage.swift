import Cryptography
import Filesystem
import Foundation
import Paths
import Testing

/// One way in which a sealed directory stops being what was verified.
enum Damage: String, CaseIterable, CustomTestStringConvertible {
    case flippedByteWithRestoredTimes
    case replacedFile
    case extraFile
    case missingFile
    case otherPermissions
    case fileInPlaceOfDirectory
    case changedSeal
    case forgedSeal

    var testDescription: String { rawValue }

    /// What the refusal names.
    var place: String {
        switch self {
        case .flippedByteWithRestoredTimes, .replacedFile, .otherPermissions: "server/main.py"
        case .extraFile: "server/sitecustomize.py"
        case .missingFile: "bin/serve"
        case .fileInPlaceOfDirectory: "server/lib"
        case .changedSeal, .forgedSeal: ".mcppkg/seal"
        }
    }

    func inflict(on installation: Installation) throws {
        let file = try installation.file(place)
        switch self {
        case .flippedByteWithRestoredTimes: try flipByte(file)
        case .replacedFile:
            try inOpened(file.parent) {
                try FileManager.default.removeItem(atPath: file.description)
                try writeFile(file, "print('mine')\n", mode: 0o444)
            }
        case .extraFile:
            try inOpened(file.parent) { try writeFile(file, "import os\n", mode: 0o444) }
        case .missingFile:
            try inOpened(file.parent) {
                try FileManager.default.removeItem(atPath: file.description)
            }
        case .otherPermissions: try setMode(file, 0o644)
        case .fileInPlaceOfDirectory:
            try inOpened(file.parent) {
                try setMode(file, 0o755)
                try FileManager.default.removeItem(atPath: file.description)
                try writeFile(file, "", mode: 0o555)
            }
        case .changedSeal: try flipByte(file)
        case .forgedSeal: try forgeSeal(installation, file)
        }
    }
}

/// Changes one byte and puts size, permissions and both settable times back.
func flipByte(_ file: AbsolutePath) throws {
    let before = try FileManager.default.attributesOfItem(atPath: file.description)
    var bytes = [UInt8](try Data(contentsOf: URL(filePath: file.description)))
    bytes[3] ^= 1
    try setMode(file, 0o644)
    let handle = try FileHandle(forWritingTo: URL(filePath: file.description))
    try handle.write(contentsOf: Data(bytes))
    try handle.close()
    try FileManager.default.setAttributes(
        [
            .modificationDate: before[.modificationDate] as Any,
            .posixPermissions: before[.posixPermissions] as Any,
        ],
        ofItemAtPath: file.description
    )
}

/// Changes a file and the line of the seal that speaks of it.
private func forgeSeal(_ installation: Installation, _ seal: AbsolutePath) throws {
    let program = try installation.file("server/main.py")
    let old = Digest(of: try readText(program).utf8).hex
    try flipByte(program)
    let new = Digest(of: try readText(program).utf8).hex
    try setMode(seal, 0o644)
    try writeFile(seal, try readText(seal).replacing(old, with: new), mode: 0o444)
}

private func inOpened(_ directory: AbsolutePath, _ body: () throws -> Void) throws {
    try setMode(directory, 0o755)
    try body()
    try setMode(directory, 0o555)
}
