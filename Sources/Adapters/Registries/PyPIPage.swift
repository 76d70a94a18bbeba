internal import Diagnostics
internal import PackageModel
internal import Resolution

/// What a page says, in either form, before it is judged.
struct PyPIPage {
    /// One listed file.
    struct Entry {
        var reference: String
        var filename: String?
        var sha256: String?
        var size: Int?
        var uploadTime: String?
        var requiresPython: String?
        var yanked: String?
        var metadata = PyPIFile.Metadata.absent
    }

    var entries: [Entry] = []
    var name: String?
    var version: String?
    var status: String?
    var statusReason: String?
    /// Where relative addresses start; nil for the page itself.
    var base: String?

    /// Judges everything that is listed on the page that came from `url`, of the index configured as `location`.
    func project(_ asked: PythonPackageName, from url: String, index location: String)
        throws(PyPIError) -> PyPIProject
    {
        var notes = try versionNotes(url)
        if let name {
            guard isMutated("pypi.name") || (try? PythonPackageName(parsing: name)) == asked else {
                throw .wrongName(asked: asked, answered: name)
            }
        }
        let known = status.flatMap(PyPIProject.Status.init(rawValue:))
        if let status, known == nil {
            notes.append("the index gives `\(asked)` the unknown status `\(Self.shown(status))`")
        }
        var judge = PyPIEntryJudge(
            asked: asked,
            page: url,
            base: try absoluteBase(url, location),
            location
        )
        for entry in entries { judge.take(entry) }
        return PyPIProject(
            name: asked,
            files: judge.files,
            unusable: judge.unusable,
            status: known ?? .active,
            statusReason: statusReason.map(Self.shown),
            notes: notes
        )
    }

    private func absoluteBase(_ url: String, _ location: String) throws(PyPIError) -> String {
        guard let base else { return url }
        do throws(PyPIReference.Refusal) {
            return try PyPIReference(base, on: url, index: location).url
        } catch {
            throw .malformed(url: url, why: "the base of its links: " + error.why)
        }
    }

    /// Source: PEP 629; a page without a version has 1.0.
    private func versionNotes(_ url: String) throws(PyPIError) -> [String] {
        guard let version else { return [] }
        let parts = version.split(separator: ".", omittingEmptySubsequences: false)
        let numbers = parts.compactMap { part in
            part.utf8.allSatisfy { (48...57).contains($0) } ? Int(part) : nil
        }
        guard parts.count == 2, numbers.count == 2 else {
            throw .malformed(url: url, why: "its version is `\(Self.shown(version))`")
        }
        guard isMutated("pypi.version") || numbers[0] == 1 else {
            throw .unsupported(url: url, version: version)
        }
        return numbers[1] > newestMinor
            ? ["`\(url)` has format \(version), which is newer than this mcppkg knows"] : []
    }
}

/// Source: simple repository API, version history.
private let newestMinor = 4

extension PyPIPage {
    /// A text of an index, never long.
    static func shown(_ text: String) -> String {
        printable(String(text.prefix(PyPILimits.reason)))
    }
}
