internal import Cryptography
internal import Diagnostics
internal import PackageModel
internal import Resolution

/// Judges listed files one by one and keeps those that are what they claim to be.
struct PyPIEntryJudge {
    private let asked: PythonPackageName
    private let page: String
    private let base: String
    private let location: String
    private var places: [String: Int] = [:]
    private(set) var files: [PyPIFile] = []
    private(set) var unusable: [PyPIProject.Unusable] = []

    init(asked: PythonPackageName, page: String, base: String, _ location: String) {
        self.asked = asked
        self.page = page
        self.base = base
        self.location = location
    }

    mutating func take(_ entry: PyPIPage.Entry) {
        let listed = entry.filename ?? lastName(of: entry.reference)
        do throws(PyPIReference.Refusal) {
            let reference = try PyPIReference(entry.reference, on: base, index: location)
            let name = entry.filename ?? lastName(of: reference.url)
            guard let kind = kind(of: name) else { return }
            add(file(entry, name, kind, at: reference))
        } catch {
            unusable.append(.init(filename: PyPIPage.shown(listed), why: error.why))
        }
    }

    private mutating func add(_ file: PyPIFile) {
        guard let place = places[file.filename] else {
            places[file.filename] = files.count
            files.append(file)
            return
        }
        guard files[place].sha256 != file.sha256 else { return }
        // Which of the two is meant nobody can say, so neither is offered.
        files[place] = file.withoutDigest
        unusable.append(
            .init(filename: file.filename, why: "it is listed twice with different digests")
        )
    }

    private func file(
        _ entry: PyPIPage.Entry,
        _ name: String,
        _ kind: PyPIFile.Kind,
        at reference: PyPIReference
    ) -> PyPIFile {
        let digest = (entry.sha256 ?? digestText(reference.fragment)).map { $0.lowercased() }
        return PyPIFile(
            filename: name,
            url: reference.url,
            sha256: digest.flatMap { Digest(hex: $0) },
            kind: kind,
            size: entry.size.flatMap { (0...PyPILimits.wheel.bytes).contains($0) ? $0 : nil },
            uploadTime: entry.uploadTime.flatMap(instant),
            requiresPython: entry.requiresPython.flatMap { $0.isEmpty ? nil : $0 },
            yanked: entry.yanked.map(PyPIPage.shown),
            metadata: entry.metadata
        )
    }

    /// Nil for what is neither a wheel nor a source distribution of this project.
    private func kind(of name: String) -> PyPIFile.Kind? {
        guard (1...255).contains(name.utf8.count), name.utf8.allSatisfy(isFileNameByte) else {
            return nil
        }
        if name.hasSuffix(".whl") {
            // A name that is no wheel's runs nowhere, so that its fault does not matter.
            guard let wheel = try? WheelFileName(parsing: name) else { return nil }
            return isMutated("pypi.filename") || wheel.distribution == asked ? .wheel(wheel) : nil
        }
        return sourceVersion(name).map { .source($0) }
    }

    private func sourceVersion(_ name: String) -> PythonVersion? {
        guard let ending = [".tar.gz", ".zip"].first(where: name.hasSuffix) else { return nil }
        let stem = name.dropLast(ending.count)
        for dash in stem.indices.reversed() where stem[dash] == "-" {
            // Older names have hyphens on both sides, so each place is tried.
            guard (try? PythonPackageName(parsing: String(stem[..<dash]))) == asked else {
                continue
            }
            return try? PythonVersion(parsing: String(stem[stem.index(after: dash)...]))
        }
        return nil
    }

    private func digestText(_ fragment: String?) -> String? {
        let label = "sha256="
        let part = fragment?.split(separator: "&").first { $0.hasPrefix(label) }
        return part.map { String($0.dropFirst(label.count)) }
    }

    private func lastName(of url: String) -> String {
        let path = url.prefix { $0 != "?" && $0 != "#" }
        let last = path.split(separator: "/").last.map(String.init) ?? ""
        return percentDecoded(last) ?? last
    }
}

extension PyPIFile {
    fileprivate var withoutDigest: PyPIFile {
        PyPIFile(
            filename: filename,
            url: url,
            sha256: nil,
            kind: kind,
            size: size,
            uploadTime: uploadTime,
            requiresPython: requiresPython,
            yanked: yanked
        )
    }
}

private func isFileNameByte(_ byte: UInt8) -> Bool {
    switch byte {
    case 48...57, 65...90, 97...122: true
    default: "-_.+!~".utf8.contains(byte)
    }
}

/// A time of this or the next century; arithmetic with others would leave its range.
private func instant(_ text: String) -> Instant? {
    guard text.hasPrefix("20") || text.hasPrefix("21"), text.utf8.count <= 64 else { return nil }
    return Instant(rfc3339: text)
}
