internal import Diagnostics
internal import PackageModel
internal import Paths
internal import Resolution

/// Finds the reason why `uv` has no answer: its own words, and what the gateway kept from it.
struct UvFailure {
    let end: UvRun.End
    let program: AbsolutePath
    let platform: PlatformName
    let outcomes: [PythonPackageName: GatewayDesk.Outcome]
    let metadataFailures: [(filename: String, error: PythonResolutionError)]
    /// What stands for the index in its words, and what a person knows it as.
    let gateway: String
    let location: String

    /// Packages that have a source and no wheel that would do.
    var unbuilt: [PythonPackageName] {
        guard end.isNoSolution else { return [] }
        let hinted = names(after: "Wheels are required for `")
        return outcomes.keys.filter { name in
            guard case .offer(let offer, _) = outcomes[name],
                offer.files.contains(where: { $0.wheel == nil })
            else { return false }
            let hasWheels = offer.files.contains { $0.wheel != nil }
            return hinted.contains(name) || !hasWheels && mentioned.contains(name)
        }.sorted()
    }

    /// The error to report; `unbuilt` has been looked at before.
    func error() -> PythonResolutionError {
        if let failed { return failed }
        guard end.isNoSolution else {
            return .failed(
                program: program,
                why: words.isEmpty ? "it ended with \(end.state)" : words
            )
        }
        for name in mentioned.sorted() {
            switch outcomes[name] {
            case .refused(let error): return .choice(error)
            case .unknown: return .unknownProject(name, index: location)
            default: break
            }
        }
        let clauses = withheldClauses
        return clauses.isEmpty
            ? .conflict(platform: platform, why: words)
            : .withheld(platform: platform, clauses: clauses, why: words)
    }

    /// What failed on the way to the index; that of a package that uv names comes first.
    private var failed: PythonResolutionError? {
        let pages = outcomes.compactMap {
            name,
            outcome -> (PythonPackageName, PythonResolutionError)? in
            if case .failed(let error) = outcome { (name, error) } else { nil }
        }.sorted { $0.0 < $1.0 }
        let named = pages.first { mentioned.contains($0.0) } ?? pages.first
        return named?.1 ?? metadataFailures.first?.error
    }

    private var withheldClauses: [String] {
        mentioned.sorted().compactMap { name in
            guard case .offer(let offer, _) = outcomes[name] else { return nil }
            let newest = offer.withheld.max { $0.file.version < $1.file.version }
            return newest?.sentence(of: name)
        }
    }

    /// The names in its words.
    private var mentioned: Set<PythonPackageName> {
        let pieces = end.words.utf8.split { !isNameByte($0) }
        return Set(
            pieces.compactMap { piece in
                var word = piece
                while word.last == UInt8(ascii: ".") { word = word.dropLast() }
                return try? PythonPackageName(parsing: String(Substring(word)))
            }
        )
    }

    private func names(after label: String) -> Set<PythonPackageName> {
        var names: Set<PythonPackageName> = []
        var rest = Substring(end.words)
        while let found = rest.firstRange(of: label) {
            rest = rest[found.upperBound...]
            let word = String(rest.prefix { $0 != "`" })
            if let name = try? PythonPackageName(parsing: word) { names.insert(name) }
        }
        return names
    }

    /// Its explanation as one line, without hints on options that a person does not have here.
    private var words: String {
        let lines = end.words.split(separator: "\n").prefix { !$0.hasPrefix("hint:") }
        let text = lines.joined(separator: " ").replacing(gateway, with: location)
        let plain = text.unicodeScalars.map { (0x2500...0x257F).contains($0.value) ? " " : $0 }
        let words = String(String.UnicodeScalarView(plain)).split(separator: " ")
        let label = words.firstIndex { $0 == "Because" } ?? words.startIndex
        let joined = words[label...].joined(separator: " ")
        let shown = joined.prefix(ResolverLimits.explanation)
        let sentence = shown.hasSuffix(".") ? shown.dropLast() : shown
        return sentence.hasPrefix("Because") ? "because" + sentence.dropFirst(7) : String(sentence)
    }
}

private func isNameByte(_ byte: UInt8) -> Bool {
    switch byte {
    case 48...57, 65...90, 97...122: true
    default: "-_.".utf8.contains(byte)
    }
}
