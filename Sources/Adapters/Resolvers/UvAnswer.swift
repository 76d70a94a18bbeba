internal import Diagnostics
internal import PackageModel
internal import Paths

/// What `uv pip compile` found: versions, and which of them was needed by which.
///
/// The form is a requirements file with one package a line: `name[extra]==1.0  # via other, -r requirements.in`.
struct UvAnswer {
    /// One package.
    struct Pin: Equatable {
        let name: PythonPackageName
        let extras: [PythonPackageName]
        let version: PythonVersion
        /// The packages that need it; none when it was only asked for.
        let neededBy: [PythonPackageName]
    }

    let pins: [Pin]

    /// Reads the file; anything but pins and comments is an answer that nobody asked for.
    init(_ bytes: [UInt8], from program: AbsolutePath) throws(PythonResolutionError) {
        var pins: [Pin] = []
        var seen: Set<PythonPackageName> = []
        for line in bytes.split(separator: 0x0A) {
            let text = String(decoding: line, as: UTF8.self)
            guard let first = text.utf8.first(where: { $0 != 0x20 && $0 != 0x0D }),
                first != UInt8(ascii: "#")
            else { continue }
            guard pins.count < ResolverLimits.packages, let pin = Pin(line: text),
                seen.insert(pin.name).inserted
            else {
                throw .failed(
                    program: program,
                    why: "its answer has the line `\(printable(String(text.prefix(200))))`"
                )
            }
            pins.append(pin)
        }
        self.pins = pins
    }
}

extension UvAnswer.Pin {
    fileprivate init?(line: String) {
        let mark = line.firstIndex(of: "#") ?? line.endIndex
        // Markers and hashes are not asked for, so that a pin alone is left.
        guard let requirement = try? PythonRequirement(parsing: String(line[..<mark])),
            requirement.url == nil, requirement.marker == nil,
            requirement.specifiers.specifiers.count == 1,
            let version = requirement.specifiers.specifiers[0].exact
        else { return nil }
        name = requirement.name
        extras = requirement.extras
        self.version = version
        neededBy = Self.names(line[mark...])
    }

    private static func names(_ comment: Substring) -> [PythonPackageName] {
        let label = "# via "
        guard comment.hasPrefix(label) else { return [] }
        let words = comment.dropFirst(label.count).split(separator: ",").map { word in
            word.drop { $0 == " " }.prefix { $0 != "[" && $0 != " " && $0 != "\r" }
        }
        // What begins with a hyphen is the file that asked.
        let names = words.filter { !$0.hasPrefix("-") }
            .compactMap { try? PythonPackageName(parsing: String($0)) }
        return Set(names).sorted()
    }
}
