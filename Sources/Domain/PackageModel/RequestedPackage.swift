internal import Diagnostics

/// One package as a runner's command line names it.
struct RequestedPackage {
    let source: SourceSpecification
    let requested: String?
    let isExact: Bool

    /// `@scope/name[@VERSION]`, a repository, or a directory.
    ///
    /// Source: npm `npm-package-arg`, the forms of a specifier.
    init(npm text: String) throws(ModelError) {
        if let elsewhere = try Self.elsewhere(text, runner: "npx") {
            self = elsewhere
            return
        }
        if text.hasPrefix("github:") || (text.first != "@" && text.contains("/")) {
            let path = text.hasPrefix("github:") ? String(text.dropFirst(7)) : text
            self = try Self.repository("git+https://github.com/" + path.replacing("#", with: "@"))
            return
        }
        let (name, version) = packageName(text)
        guard !name.isEmpty, name != "@", !name.hasSuffix("/") else {
            throw notCommandLine("npx", "`\(printable(text))` is no name of a package")
        }
        let bare = version.map { $0.hasPrefix("=") ? String($0.dropFirst()) : $0 }
        let isExact = bare.flatMap { SemanticVersion($0) } != nil
        try self.init(kind: "npm", name, bare, asked: bare.flatMap(npmRange), isExact: isExact)
    }

    /// `name[extra]` with `@VERSION` or conditions, a repository, or a directory.
    ///
    /// Source: PEP 508; uv, "Requesting specific versions".
    init(pypi text: String) throws(ModelError) {
        if let elsewhere = try Self.elsewhere(text, runner: "uvx") {
            self = elsewhere
            return
        }
        let name = String(text.prefix { isNameCharacter($0) })
        var rest = trimmingSpaces(String(text.dropFirst(name.count)))[...]
        var extras = ""
        if rest.hasPrefix("["), let end = rest.firstIndex(of: "]") {
            extras = rest[...end].filter { $0 != " " }
            rest = rest[rest.index(after: end)...]
        }
        let request = rest.filter { $0 != " " }
        guard !name.isEmpty else {
            throw notCommandLine("uvx", "`\(printable(text))` is no name of a package")
        }
        if request.hasPrefix("@"),
            let direct = try Self.elsewhere(String(request.dropFirst()), runner: "uvx")
        {
            self = direct
            return
        }
        let marks = request.prefix { "@=".contains($0) }
        let version = String(request.dropFirst(marks.count))
        // A marker says for which machines it is meant, and this one is asked.
        let plain = version.split(separator: ";").first.map(String.init)
        let isWord =
            plain.map { !$0.contains { "*,<>~!^".contains($0) } && $0 != "latest" } ?? false
        try self.init(
            kind: "pypi",
            name + extras,
            plain,
            asked: plain,
            isExact: !marks.isEmpty && isWord
        )
    }

    /// `[HOST/]REPOSITORY[:TAG][@DIGEST]`, with the host and `library/` that docker leaves out.
    ///
    /// Source: distribution/reference, "normalize".
    init(image text: String) throws(ModelError) {
        guard !text.split(separator: "/", omittingEmptySubsequences: false).contains(""),
            !text.hasPrefix("-")
        else {
            throw notCommandLine("docker run", "`\(printable(text))` is no name of an image")
        }
        let whole = wholeImage(text)
        let (name, digest) = halves(whole, at: "@")
        let last = name.split(separator: "/").last.map(String.init) ?? name
        let tag = halves(last, at: ":").after
        source = try parsed("oci:" + whole)
        requested = digest ?? tag
        isExact = digest != nil
    }

    private init(
        kind: String,
        _ name: String,
        _ written: String?,
        asked: String?,
        isExact: Bool
    ) throws(ModelError) {
        requested = written.flatMap { $0.isEmpty ? nil : $0 }
        let version = asked.flatMap { $0.isEmpty || $0 == "latest" ? nil : "@" + $0 }
        source = try parsed("\(kind):\(name)" + (version ?? ""))
        self.isExact = isExact
    }

    /// What is no name in a registry: a repository or a directory; a file at a URL is refused.
    private static func elsewhere(_ text: String, runner: String) throws(ModelError)
        -> RequestedPackage?
    {
        if text.hasPrefix("git+") { return try repository(text) }
        if [".", "/", "~"].contains(where: { text.hasPrefix($0) }) {
            return RequestedPackage(source: try parsed(text), requested: nil, isExact: false)
        }
        let scheme = text.prefix { $0.isLetter }
        let rest = text.dropFirst(scheme.count)
        guard !scheme.isEmpty, rest.hasPrefix("://") || scheme == "file" && rest.hasPrefix(":")
        else { return nil }
        throw notCommandLine(runner, "it names a file by its address, which belongs to no registry")
    }

    private static func repository(_ text: String) throws(ModelError) -> RequestedPackage {
        let path = text.split(separator: "/").last.map(String.init) ?? ""
        let revision = halves(path, at: "@").after
        let isCommit = revision?.utf8.count == 40 && revision?.allSatisfy(\.isHexDigit) == true
        return RequestedPackage(source: try parsed(text), requested: revision, isExact: isCommit)
    }

    private init(source: SourceSpecification, requested: String?, isExact: Bool) {
        self.source = source
        self.requested = requested
        self.isExact = isExact
    }
}

/// An image with the host and the `library/` that docker leaves out.
///
/// Source: distribution/reference, "normalize".
public func wholeImage(_ text: String) -> String {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    let isHost =
        parts.count > 1 && (parts[0].contains { ".:".contains($0) } || parts[0] == "localhost")
    return isHost ? text : "docker.io/" + (parts.count > 1 ? "" : "library/") + text
}

/// A part of a version as npm reads it, in the form that sources have: `1` and `1.x` are `~1`; other texts stay.
private func npmRange(_ text: String) -> String? {
    var parts = text.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    while let last = parts.last, ["x", "X", "*"].contains(last) { parts.removeLast() }
    guard !parts.isEmpty else { return nil }
    let isPartial =
        parts.count < 3
        && parts.allSatisfy { part in
            !part.isEmpty && part.utf8.allSatisfy { (48...57).contains($0) }
        }
    return isPartial ? "~" + parts.joined(separator: ".") : text
}

/// The name of a source of npm or PyPI without extras and version, and the version.
func packageName(_ text: String) -> (name: String, version: String?) {
    let scope = text.hasPrefix("@") ? "@" : ""
    let (name, version) = halves(String(text.dropFirst(scope.count)), at: "@")
    return (scope + halves(name, at: "[").before, version)
}

private func parsed(_ text: String) throws(ModelError) -> SourceSpecification {
    try SourceSpecification(parsing: text, in: .commandLine)
}

private func halves(_ text: String, at mark: Character) -> (before: String, after: String?) {
    guard let index = text.firstIndex(of: mark) else { return (text, nil) }
    return (String(text[..<index]), String(text[text.index(after: index)...]))
}

private func isNameCharacter(_ character: Character) -> Bool {
    character.isASCII && (character.isLetter || character.isNumber || "._-".contains(character))
}
