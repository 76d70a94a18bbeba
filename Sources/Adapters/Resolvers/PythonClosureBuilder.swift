internal import Cryptography
internal import Filesystem
internal import PackageModel
internal import Paths
internal import Resolution

/// Turns the versions that were found for each platform into files, and equal files into one entry.
struct PythonClosureBuilder {
    let request: PythonRequest
    let desk: GatewayDesk
    let index: PythonIndexAccess

    /// One file of one version, with the platforms that take it.
    private struct Piece {
        let name: PythonPackageName
        let version: PythonVersion
        let file: PyPIFile
        let digest: Digest
        var platforms: Set<PlatformName> = []
        var extras: Set<PythonPackageName> = []
        var requires: Set<PythonPackageName> = []
    }

    private struct Key: Hashable {
        let name: PythonPackageName
        let digest: Digest
    }

    /// Chooses the wheel of every package for every platform.
    func closure(_ answers: [PlatformName: UvAnswer]) throws(PythonResolutionError) -> PythonClosure
    {
        let outcomes = desk.outcomes
        var pieces: [Key: Piece] = [:]
        for (platform, answer) in answers.sorted(by: { $0.key < $1.key }) {
            let target = try target(platform)
            for pin in answer.pins {
                let file = try wheel(pin, for: target, outcomes)
                guard let digest = file.sha256 else { continue }
                let key = Key(name: pin.name, digest: digest)
                var piece =
                    pieces[key]
                    ?? Piece(name: pin.name, version: pin.version, file: file, digest: digest)
                piece.platforms.insert(platform)
                piece.extras.formUnion(pin.extras)
                let needed = answer.pins.filter { $0.neededBy.contains(pin.name) }.map(\.name)
                piece.requires.formUnion(needed)
                pieces[key] = piece
            }
        }
        return try assembled(pieces.values.sorted(by: isBefore), Set(answers.keys), outcomes)
    }

    private func isBefore(_ left: Piece, _ right: Piece) -> Bool {
        left.name == right.name ? left.digest < right.digest : left.name < right.name
    }

    private func target(_ platform: PlatformName) throws(PythonResolutionError) -> PythonTarget {
        let release = request.python.version.release
        do throws(ModelError) {
            return try PythonTarget(
                platform: platform,
                major: Int(clamping: release[0]),
                minor: Int(clamping: release[1]),
                level: request.levels[platform]
            )
        } catch {
            throw .target(error)
        }
    }

    private func wheel(
        _ pin: UvAnswer.Pin,
        for target: PythonTarget,
        _ outcomes: [PythonPackageName: GatewayDesk.Outcome]
    ) throws(PythonResolutionError) -> PyPIFile {
        var wheels: [PyPIFile] = []
        if case .offer(let offer, _) = outcomes[pin.name] {
            wheels = offer.files.filter { file in
                file.wheel != nil && file.version == pin.version
                    && file.admits(python: request.python.version)
            }
        }
        guard let best = target.best(of: wheels.compactMap(\.wheel)) else {
            throw .noWheel(pin.name, pin.version, platform: target.platform)
        }
        return wheels[best]
    }

    // MARK: The result

    private func assembled(
        _ pieces: [Piece],
        _ all: Set<PlatformName>,
        _ outcomes: [PythonPackageName: GatewayDesk.Outcome]
    ) throws(PythonResolutionError) -> PythonClosure {
        var packages: [LockedPackage] = []
        for piece in pieces { packages.append(try locked(piece, all)) }
        let passed = passedOver(pieces, outcomes)
        return PythonClosure(
            packages: packages,
            files: pieces.map(\.file).filter { !desk.isLocal($0) },
            passedOver: passed,
            notes: notes(pieces, outcomes) + passed.map(sentence),
            requiresPython: pieces.first { $0.name == request.roots.first?.name }?.file
                .requiresPython
        )
    }

    private func locked(_ piece: Piece, _ all: Set<PlatformName>) throws(PythonResolutionError)
        -> LockedPackage
    {
        let isLocal = desk.isLocal(piece.file)
        var package = LockedPackage(
            type: "pypi",
            platforms: piece.platforms == all ? [] : piece.platforms.map(\.description),
            sha256: piece.digest,
            evidence: isLocal ? "built" : "registry-digest"
        )
        package.name = piece.name.description
        package.version = piece.version.description
        package.url = isLocal ? nil : piece.file.url
        package.size = try size(of: piece.file)
        package.requires = piece.requires.sorted().map(\.description)
        package.extras = piece.extras.sorted().map(\.description)
        return package
    }

    /// What the index says; else the wheel is fetched, which an installation needs anyway.
    private func size(of file: PyPIFile) throws(PythonResolutionError) -> Int {
        if let size = file.size { return size }
        let path = try index.wheel(file)
        do throws(FilesystemError) {
            guard let status = try Files.status(path), let size = Int(exactly: status.size) else {
                throw .system(call: "stat", path: path.description, number: 2)
            }
            return size
        } catch {
            throw .file(error)
        }
    }

    private func passedOver(
        _ pieces: [Piece],
        _ outcomes: [PythonPackageName: GatewayDesk.Outcome]
    ) -> [PythonClosure.PassedOver] {
        var found: [PythonClosure.PassedOver] = []
        for piece in pieces where found.last?.name != piece.name {
            guard case .offer(let offer, _) = outcomes[piece.name] else { continue }
            let newer = offer.withheld.filter { withheld in
                guard case .tooYoung = withheld.reason else { return false }
                let version = withheld.file.version
                return version > piece.version
                    && (!version.isPrerelease || piece.version.isPrerelease)
            }
            if let newest = newer.max(by: { $0.file.version < $1.file.version }) {
                found.append(.init(name: piece.name, chosen: piece.version, withheld: newest))
            }
        }
        return found
    }

    private func sentence(_ passed: PythonClosure.PassedOver) -> String {
        passed.withheld.sentence(of: passed.name) + "; \(passed.chosen) is taken"
    }

    /// What the index says against what was taken.
    private func notes(
        _ pieces: [Piece],
        _ outcomes: [PythonPackageName: GatewayDesk.Outcome]
    ) -> [String] {
        var notes: [String] = []
        for piece in pieces {
            if let words = piece.file.yanked {
                let withheld = Withheld(file: piece.file, reason: .yanked(words))
                let note = withheld.sentence(of: piece.name)
                if notes.last != note { notes.append(note) }
            }
            guard request.roots.contains(where: { $0.name == piece.name }),
                case .offer(_, let project) = outcomes[piece.name]
            else { continue }
            for note in project.notes where !notes.contains(note) { notes.append(note) }
        }
        return notes
    }
}
