internal import Documents
internal import Filesystem
internal import PackageModel
internal import Paths

/// Does one step of a committed transaction; every step can be done again.
struct ChangePerformer {
    /// The transaction's own directory, which takes what is discarded.
    let discarded: Directory
    let step: Int
    let rebase: @Sendable (Rebase) -> [UInt8]??

    /// - Returns: False when the file was left alone because somebody else changed it meanwhile.
    func perform(_ change: Change) throws(StoreError) -> Bool {
        switch change {
        case .write(let path, let old, let new, let mode, let intent):
            return try replace(path, old: old, new: new, mode: mode, intent: intent)
        case .remove(let path, let old, let mode, let intent):
            return try replace(path, old: old, new: nil, mode: mode, intent: intent)
        case .makeDirectory(let path, let mode):
            _ = try filing { () throws(FilesystemError) in
                try Directory.create(path, mode: mode)
            }
        case .removeEmptyDirectory(let path): removeIfEmpty(path)
        case .link(let path, _, let new): try point(path, to: new)
        case .discard(let path): try discard(path)
        case .restore(let path, let from): try restore(path, from: from)
        }
        return true
    }

    private func replace(
        _ path: AbsolutePath,
        old: [UInt8]?,
        new: [UInt8]?,
        mode: UInt32,
        intent: JSON?
    )
        throws(StoreError) -> Bool
    {
        let current = try filing { () throws(FilesystemError) in
            try Files.read(path, limit: StoreLimits.document)
        }
        if current == new { return true }
        guard current == old else {
            guard let intent,
                let other = rebase(Rebase(path: path, current: current, intent: intent))
            else { return false }
            try put(path, other, mode)
            return true
        }
        try put(path, new, mode)
        return true
    }

    private func put(_ path: AbsolutePath, _ bytes: [UInt8]?, _ mode: UInt32) throws(StoreError) {
        try filing { () throws(FilesystemError) in
            guard let bytes else { return try Files.remove(path) }
            try Files.replace(path, with: bytes, mode: mode)
        }
    }

    private func removeIfEmpty(_ path: AbsolutePath) {
        // A directory that is not empty holds somebody's things, and stays.
        guard let parent = try? Directory.open(path.parent) else { return }
        try? parent.removeDirectory(path.name)
    }

    /// Points a link by renaming a prepared one over it: readers see the old or the new target.
    private func point(_ path: AbsolutePath, to target: String?) throws(StoreError) {
        try filing { () throws(FilesystemError) in
            guard let target else { return try Files.remove(path) }
            let directory = try Directory.create(path.parent)
            let isLink = try directory.status(name: path.name)?.kind == .link
            if isLink, try directory.readLink(path.name) == target { return }
            let temporary = ".\(path.name).mcppkg-new"
            try directory.removeTree(temporary)
            try directory.makeSymbolicLink(temporary, to: target)
            try directory.rename(temporary, to: path.name)
            try directory.synchronize()
        }
    }

    private func restore(_ path: AbsolutePath, from place: AbsolutePath) throws(StoreError) {
        try filing { () throws(FilesystemError) in
            guard try Files.status(place, followingLinks: false) != nil else { return }
            let source = try Directory.open(place.parent)
            let target = try Directory.create(path.parent)
            try source.rename(place.name, to: path.name, in: target)
            try target.synchronize()
        }
    }

    private func discard(_ path: AbsolutePath) throws(StoreError) {
        try filing { () throws(FilesystemError) in
            guard try Files.status(path, followingLinks: false) != nil else { return }
            let parent = try Directory.open(path.parent)
            try discarded.removeTree("discarded-\(step)")
            try parent.rename(path.name, to: "discarded-\(step)", in: discarded)
            try parent.synchronize()
        }
    }
}
