internal import Cryptography
internal import Diagnostics
internal import Filesystem
public import PackageModel
public import Paths
public import Resolution
public import Transport

/// An index of Python packages that speaks the simple repository API, in JSON or HTML.
///
/// Source: simple repository API (PEP 503, 629, 691 and those that extend them).
public struct PyPIIndex: Sendable {
    /// The index of the Python Software Foundation.
    public static let standard = "https://pypi.org/simple/"

    /// The address as configured.
    public let location: String
    private let base: String
    private let directory: AbsolutePath?
    private let client: HTTPClient

    /// Accepts the address above the projects: `https://…/simple/`, http on a loopback address, or a `file://` directory.
    ///
    /// A directory holds `NAME/index.json` or `NAME/index.html`. Nothing is asked yet.
    /// - Throws: `PyPIError.badLocation` for anything else.
    public init(location: String, client: HTTPClient) throws(PyPIError) {
        self.location = location
        self.client = client
        if location.lowercased().hasPrefix("file:") {
            guard let path = filePath(location) else { throw .badLocation(location) }
            directory = path
            base = fileURL(path)
            return
        }
        // Which rule is broken is in the error's own sentence.
        guard let address = try? Transport.WebAddress(parsing: location),
            !address.target.contains("?")
        else { throw .badLocation(location) }
        directory = nil
        var base = address.description
        while base.hasSuffix("/") { base.removeLast() }
        self.base = base
    }

    /// The page of a project.
    /// - Throws: `PyPIError.unknownProject` when the index has none; a project in quarantine is an answer.
    public func project(_ name: PythonPackageName) throws(PyPIError) -> PyPIProject {
        let answer: Answer
        if let directory {
            answer = try read(name, in: directory)
        } else {
            answer = try ask(name)
        }
        let page =
            answer.isJSON
            ? try PyPIPage(json: answer.body, from: answer.url)
            : try PyPIPage(html: answer.body, from: answer.url)
        return try page.project(name, from: answer.url, index: location)
    }

    /// The metadata of a file, where the index has it beside the file; nil where it has not.
    ///
    /// Source: PEP 658.
    /// - Throws: `PyPIError.digestMismatch` when it is not what the page describes.
    public func metadata(of file: PyPIFile) throws(PyPIError) -> [UInt8]? {
        guard case .present(let digest) = file.metadata else { return nil }
        guard let bytes = try bytes(besides: file) else { return nil }
        if let digest {
            let actual = Digest(of: bytes)
            guard isMutated("pypi.metadata-digest") || actual == digest else {
                throw .digestMismatch(url: file.url + ".metadata", expected: digest, actual: actual)
            }
        }
        return bytes
    }

    /// A wheel as a file whose digest has been compared, fetched into a directory that exists.
    ///
    /// A file of an index directory is used where it is.
    /// - Throws: `PyPIError.digestMismatch` when it is not what the page describes.
    public func wheel(_ file: PyPIFile, into directory: AbsolutePath) throws(PyPIError)
        -> AbsolutePath
    {
        if let path = filePath(file.url) {
            try compare(try digest(of: path), with: file)
            return path
        }
        let request = DownloadRequest(
            url: file.url,
            destination: directory.appending(file.filename),
            expectedSize: file.size,
            limit: PyPILimits.wheel,
            digest: file.sha256
        )
        switch client.download([request]).first {
        case .success(let result):
            try compare(result.digest, with: file)
            return result.path
        case .failure(let error): throw .transport(error)
        case nil: throw .malformed(url: file.url, why: "nothing came")
        }
    }

    private func compare(_ actual: Digest, with file: PyPIFile) throws(PyPIError) {
        guard let expected = file.sha256 else {
            throw .malformed(url: file.url, why: "its index gives no SHA-256")
        }
        guard isMutated("pypi.wheel-digest") || actual == expected else {
            throw .digestMismatch(url: file.url, expected: expected, actual: actual)
        }
    }

    private func digest(of path: AbsolutePath) throws(PyPIError) -> Digest {
        do throws(FilesystemError) {
            var hasher = DigestHasher()
            try unsafe OpenFile.reading(path).forEachBlock { unsafe hasher.update($0) }
            return hasher.finish()
        } catch {
            throw .file(error)
        }
    }

    // MARK: A directory

    private func read(_ name: PythonPackageName, in path: AbsolutePath) throws(PyPIError) -> Answer
    {
        for (file, isJSON) in [("index.json", true), ("index.html", false)] {
            let place = path.appending(name.description).appending(file)
            if let bytes = try read(place, limit: PyPILimits.page) {
                return Answer(url: fileURL(place), body: bytes, isJSON: isJSON)
            }
        }
        throw .unknownProject(name, index: location)
    }

    private func read(_ path: AbsolutePath, limit: ByteCount) throws(PyPIError) -> [UInt8]? {
        do throws(FilesystemError) {
            return try Files.read(path, limit: limit)
        } catch {
            throw .file(error)
        }
    }

    // MARK: The network

    /// What came for a question.
    private struct Answer {
        let url: String
        let body: [UInt8]
        let isJSON: Bool
    }

    private func ask(_ name: PythonPackageName) throws(PyPIError) -> Answer {
        let url = "\(base)/\(name)/"
        let response = try get(url, accept: acceptedPages, limit: PyPILimits.page)
        // Some indexes answer what they do not have with 410.
        if response.status == 404 || response.status == 410 {
            throw .unknownProject(name, index: location)
        }
        guard (200..<300).contains(response.status) else {
            throw .refused(url: url, status: response.status)
        }
        return Answer(url: response.url, body: response.body, isJSON: try isJSON(response, url))
    }

    private func isJSON(_ response: HTTPResponse, _ url: String) throws(PyPIError) -> Bool {
        let type = response.header("content-type")?.lowercased().prefix { $0 != ";" } ?? ""
        let name = String(type).filter { $0 != " " }
        let kind = "application/vnd.pypi.simple."
        guard name.hasPrefix(kind) else {
            return response.body.first { $0 > 32 } == UInt8(ascii: "{")
        }
        let version = name.dropFirst(kind.count).prefix { $0 != "+" }
        guard isMutated("pypi.version") || version == "v1" else {
            throw .unsupported(url: url, version: String(version))
        }
        return name.hasSuffix("+json")
    }

    private func bytes(besides file: PyPIFile) throws(PyPIError) -> [UInt8]? {
        if let path = filePath(file.url) {
            guard let beside = try? AbsolutePath(parsing: path.description + ".metadata") else {
                return nil
            }
            return try read(beside, limit: PyPILimits.metadata)
        }
        let place = file.url.prefix { $0 != "?" }
        let url = place + ".metadata" + file.url[place.endIndex...]
        let response = try get(String(url), accept: "*/*", limit: PyPILimits.metadata)
        // A mirror may announce what it has not copied; then the wheel itself is opened.
        if response.status == 404 { return nil }
        guard (200..<300).contains(response.status) else {
            throw .refused(url: String(url), status: response.status)
        }
        return response.body
    }

    private func get(_ url: String, accept: String, limit: ByteCount) throws(PyPIError)
        -> HTTPResponse
    {
        let request = HTTPRequest(url: url, headers: [("Accept", accept)], limit: limit)
        do throws(TransportError) {
            return try client.get(request)
        } catch {
            throw .transport(error)
        }
    }
}

private let acceptedPages =
    "application/vnd.pypi.simple.v1+json, application/vnd.pypi.simple.v1+html;q=0.2, text/html;q=0.01"
