internal import Diagnostics
internal import PackageModel

/// A repository at one commit, as `git+https://host/path@COMMIT` names it.
struct GitSource: Equatable {
    /// Where the repository is.
    let address: WebAddress
    /// The commit: 40 hexadecimal digits, so that nobody can move it.
    let commit: String

    /// Reads what follows `git+`.
    /// - Throws: `GitError.notPinned` for a branch, a tag or a shortened commit.
    init(parsing text: String) throws {
        guard let mark = text.lastIndex(of: "@"),
            text[mark...].dropFirst().allSatisfy({ $0 != "/" })
        else { throw GitError.notPinned(source: text) }
        let commit = String(text[mark...].dropFirst())
        guard commit.utf8.count == 40, commit.utf8.allSatisfy(isLowerHexadecimal) else {
            throw GitError.notPinned(source: text)
        }
        address = try WebAddress(parsing: String(text[..<mark]))
        guard address.query == nil, address.fragment == nil, !address.path.isEmpty else {
            throw ModelError.unsupported(
                what: "`git+\(text)` has more than an address and a commit",
                remedy: "write `git+https://host/path@COMMIT`"
            )
        }
        self.commit = commit
    }

    /// The source as a lock and a manifest write it.
    var description: String { "git+\(address)@\(commit)" }

    /// What people call it: the last part of the path.
    var name: String {
        let last = address.path.split(separator: "/").last.map(String.init) ?? address.host
        return last.hasSuffix(".git") && last.utf8.count > 4 ? String(last.dropLast(4)) : last
    }

    /// What accepts that its code runs.
    var token: String { "build:\(name)" }
}

private func isLowerHexadecimal(_ byte: UInt8) -> Bool {
    (48...57).contains(byte) || (97...102).contains(byte)
}
