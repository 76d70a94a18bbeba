/// Finds placeholders in a text in one pass from left to right.
///
/// What is put in their place is never looked at again, so that a value of a person which contains `${…}` stays as
/// typed. The reference implementation of bundles replaces one variable after the other and does look again.
enum Substitution {
    /// A part of a text.
    enum Segment: Equatable {
        case text(String)
        case placeholder(String)
    }

    /// The text between placeholders and the names in them; what is no placeholder stays text.
    ///
    /// With `dollar` a placeholder is `${name}` (bundles, manifests), without it `{name}` (registry documents).
    static func segments(of text: String, dollar: Bool) -> [Segment] {
        let bytes = Array(text.utf8)
        let opening: [UInt8] = dollar ? Array("${".utf8) : Array("{".utf8)
        var segments: [Segment] = []
        var plain: [UInt8] = []
        var index = 0
        while index < bytes.count {
            if bytes[index...].starts(with: opening),
                let name = placeholder(in: bytes, from: index + opening.count)
            {
                if !plain.isEmpty { segments.append(.text(String(decoding: plain, as: UTF8.self))) }
                plain = []
                segments.append(.placeholder(String(decoding: name, as: UTF8.self)))
                index = name.endIndex + 1
            } else {
                plain.append(bytes[index])
                index += 1
            }
        }
        if !plain.isEmpty { segments.append(.text(String(decoding: plain, as: UTF8.self))) }
        return segments
    }

    /// The bytes up to the next `}`; nil when another `{` comes first, or nothing within a name's length.
    private static func placeholder(in bytes: [UInt8], from start: Int) -> ArraySlice<UInt8>? {
        let end = min(bytes.count, start + DocumentLimits.name + 16)
        guard start < end,
            let stop = bytes[start..<end].firstIndex(where: {
                $0 == UInt8(ascii: "}") || $0 == UInt8(ascii: "{")
            }), stop > start, bytes[stop] == UInt8(ascii: "}")
        else { return nil }
        return bytes[start..<stop]
    }

    /// Replaces `${HOME}` and its like in a default that a bundle declares; nothing else.
    static func expandingDirectories(_ text: String, _ directories: SystemDirectories) -> String {
        var result = ""
        for segment in segments(of: text, dollar: true) {
            switch segment {
            case .text(let text): result += text
            case .placeholder(let name):
                result += SystemDirectory(rawValue: name).map { directories[$0] } ?? "${\(name)}"
            }
        }
        return result
    }
}
