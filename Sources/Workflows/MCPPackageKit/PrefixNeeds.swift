internal import Cryptography
internal import Documents
internal import Filesystem
internal import PackageModel
internal import Paths
internal import Store

/// What sealed directories need of the store beside themselves.
struct PrefixNeeds {
    private let layout: StoreLayout
    /// The place of the runtimes, also as it is called without links.
    private let runtimes: [AbsolutePath]

    /// Artifacts that they were made of.
    private(set) var artifacts: Set<Digest> = []
    /// Runtimes that they start with or lead to.
    private(set) var runtimesInUse: Set<AbsolutePath> = []

    init(layout: StoreLayout) {
        self.layout = layout
        // Where there are no runtimes yet the name as it is will do.
        let real = (try? Files.realPath(layout.runtimes)) ?? layout.runtimes
        runtimes = real == layout.runtimes ? [real] : [layout.runtimes, real]
    }

    /// Adds what a sealed directory needs; one that cannot be read needs nothing that could be known.
    mutating func add(prefix: AbsolutePath) {
        guard let contents = try? PrefixContents(path: prefix) else { return }
        artifacts.formUnion(contents.facts.artifacts)
        if let artifact = contents.facts.artifact { artifacts.insert(artifact) }
        if let runtime = contents.facts.runtime {
            for path in [runtime.executable] + runtime.roots { add(path) }
        }
        for entry in contents.seal.entries where entry.isLink {
            let place = prefix.appending(entry.path)
            guard let target = try? Directory.open(place.parent).readLink(place.name),
                let path = try? AbsolutePath(target, below: place.parent)
            else { continue }
            add(path)
        }
    }

    /// Adds what the launch records of an instance start.
    mutating func add(instance: AbsolutePath) {
        let place = instance.appending("launch")
        for name in (try? Directory.open(place).names()) ?? [] where name.hasSuffix(".json") {
            guard
                let bytes = try? Files.read(place.appending(name), limit: KitLimits.document),
                let json = try? JSON(parsing: bytes), let record = try? LaunchRecord(json: json)
            else { continue }
            add(record.executable)
        }
    }

    /// Keeps the runtime that a path lies in, if any.
    private mutating func add(_ path: AbsolutePath) {
        for base in runtimes where base != path && base.contains(path) {
            let names = path.description.utf8.dropFirst(base.description.utf8.count + 1)
                .split(separator: UInt8(ascii: "/")).map { String(Substring($0)) }
            guard names.count >= 2 else { continue }
            runtimesInUse.insert(layout.runtimes.appending(names[0]).appending(names[1]))
        }
    }
}
