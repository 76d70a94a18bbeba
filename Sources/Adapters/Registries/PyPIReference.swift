internal import Transport

/// Turns what a page has for an address into one that may be asked.
///
/// Source: RFC 3986, section 5.2.
struct PyPIReference {
    /// The address without its fragment, in the form that is asked.
    let url: String
    /// What stands behind the `#`.
    let fragment: String?

    /// Why an address is not taken.
    struct Refusal: Error {
        let why: String
    }

    /// Resolves a reference against the address of its page; the index as configured decides whether this machine may be named.
    init(_ reference: String, on page: String, index location: String) throws(Refusal) {
        let pieces = reference.split(
            separator: "#",
            maxSplits: 1,
            omittingEmptySubsequences: false
        )
        let target = pieces.first.map(String.init) ?? ""
        fragment = pieces.count == 2 ? String(pieces[1]) : nil
        guard target.utf8.count <= 8192,
            target.utf8.allSatisfy({ (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "\\") })
        else { throw Refusal(why: "its address holds what no URL holds") }
        guard let absolute = resolve(target, against: page) else {
            throw Refusal(why: "its address cannot be resolved")
        }
        url = try Self.checked(absolute, location)
    }

    private static func checked(_ absolute: String, _ location: String) throws(Refusal) -> String {
        if absolute.lowercased().hasPrefix("file:") {
            guard let path = filePath(absolute),
                artifactIsAllowed(url: absolute, registry: location)
            else { throw Refusal(why: "its address leads into this machine") }
            return fileURL(path)
        }
        // The exact rule does not matter: what is no plain URL is not asked.
        guard let address = try? Transport.WebAddress(parsing: absolute) else {
            throw Refusal(why: "its address is neither https nor http on a loopback address")
        }
        guard artifactIsAllowed(url: address.description, registry: location) else {
            throw Refusal(why: "its address leads into this machine")
        }
        return address.description
    }
}

/// The absolute form of a reference; nil for an absolute base without a place.
private func resolve(_ reference: String, against base: String) -> String? {
    if hasScheme(reference) { return reference }
    guard let colon = base.firstIndex(of: ":") else { return nil }
    let scheme = base[...colon]
    if reference.hasPrefix("//") { return scheme + reference }
    let afterScheme = base[base.index(after: colon)...]
    guard afterScheme.hasPrefix("//") else { return nil }
    let body = afterScheme.dropFirst(2)
    let authority = body.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
    let path = body[authority.endIndex...].prefix { $0 != "?" && $0 != "#" }
    let place = merged(reference, onto: String(path))
    return scheme + "//" + authority + place
}

private func merged(_ reference: String, onto base: String) -> String {
    let target = reference.prefix { $0 != "?" }
    let query = reference[target.endIndex...]
    if target.isEmpty { return base + query }
    if target.hasPrefix("/") { return withoutDots(String(target)) + query }
    let directory = base.lastIndex(of: "/").map { String(base[...$0]) } ?? "/"
    return withoutDots(directory + target) + query
}

private func withoutDots(_ path: String) -> String {
    var kept: [Substring] = []
    let parts = path.split(separator: "/", omittingEmptySubsequences: false).dropFirst()
    for (index, part) in parts.enumerated() {
        let isLast = index == parts.count - 1
        switch part {
        case ".": if isLast { kept.append("") }
        case "..":
            _ = kept.popLast()
            if isLast { kept.append("") }
        default: kept.append(part)
        }
    }
    return "/" + kept.joined(separator: "/")
}

/// RFC 3986, section 3.1; only what stands before the first `/`, `?` can be a scheme.
private func hasScheme(_ text: String) -> Bool {
    let start = text.prefix { $0 != "/" && $0 != "?" }
    guard let colon = start.firstIndex(of: ":"), colon > start.startIndex else { return false }
    return true
}
