/// Whether a text names the place of a secret instead of a value: `op://…`, `env:V`, `file:P` or
/// `cmd:…`.
///
/// Such a text comes from the person's own command line only. In a manifest, lock, registry
/// document or bundle it would let a stranger read the person's secrets by name, so the finder
/// refuses the document (exit 5). `op://` counts inside a text too, because tools that fill in
/// templates replace it there.
public func isSecretReference(_ text: String) -> Bool {
    let bytes = Array(text.utf8.drop { $0 == 0x20 || (0x09...0x0D).contains($0) })
    let opensLikeOne = ["env:", "file:", "cmd:"].contains { bytes.starts(with: $0.utf8) }
    return opensLikeOne || mentionsOnePassword(bytes)
}

private func mentionsOnePassword(_ bytes: [UInt8]) -> Bool {
    let mark = Array("op://".utf8)
    guard bytes.count >= mark.count else { return false }
    return (0...bytes.count - mark.count).contains { start in
        bytes[start...].starts(with: mark) && (start == 0 || !isAlphanumeric(bytes[start - 1]))
    }
}
