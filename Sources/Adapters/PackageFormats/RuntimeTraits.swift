public import PackageModel
public import Paths

/// What compiled packages, a lock and a sandbox need to know of a runtime of this machine.
public struct RuntimeTraits: Sendable, Equatable {
    /// The binary interface of compiled packages: `cp312`, `cp313t` or `node-v127`.
    public let abi: String
    /// The C library that it runs with; nil on a system that has only one.
    public let library: PlatformName.Library?
    /// The version of the C library, such as `2.36`; nil where it does not say.
    public let libraryVersion: String?
    /// Whether it is a program of 64 bits; mcppkg locks for no others.
    public let is64Bit: Bool
    /// The directory that it was installed into, links resolved.
    public let base: AbsolutePath
    /// The shared library that is the interpreter; nil where the program is all of it.
    public let sharedLibrary: AbsolutePath?
    /// What it has to read to run, beside what every program reads of the system: `RuntimeRoots`.
    public let roots: [AbsolutePath]
}

extension RuntimeFinder {
    /// Asks a runtime that was found for its traits; nil when it does not answer as expected.
    public func traits(of found: FoundRuntime) -> RuntimeTraits? {
        let arguments =
            switch found.runtime {
            case .python: ["-I", "-S", "-B", "-c", pythonQuestion]
            case .node: ["-p", nodeQuestion]
            }
        guard let answer = probe(found.executable, arguments) else { return nil }
        return RuntimeAnswer(parsing: answer).traits(of: found, home: search.home)
    }
}

/// What a runtime says of itself: lines of a key, a `=` and a value.
struct RuntimeAnswer {
    private var values: [(key: Substring, value: Substring)] = []

    init(parsing text: String) {
        for line in text.prefix(64 << 10).split(whereSeparator: \.isNewline).prefix(512) {
            guard let mark = line.firstIndex(of: "=") else { continue }
            values.append((line[..<mark], line[line.index(after: mark)...]))
        }
    }

    private func text(_ key: String) -> String? {
        values.first { $0.key == key }.map { String($0.value) }.flatMap { $0.isEmpty ? nil : $0 }
    }

    private func paths(_ key: String) -> [AbsolutePath] {
        values.filter { $0.key == key }.compactMap { absolute(String($0.value)) }
    }

    func traits(of found: FoundRuntime, home: AbsolutePath) -> RuntimeTraits? {
        guard let abi = text("abi"), let base = paths("base").first,
            abi.utf8.count <= 32, abi.utf8.allSatisfy(isPlain)
        else { return nil }
        let library = text("libc").flatMap(PlatformName.Library.init(rawValue:))
        let shared = paths("file").first { $0.name.hasPrefix("libpython3") }
        let roots = RuntimeRoots(
            executable: found.executable,
            base: base,
            libraries: paths("path") + paths("file"),
            home: home
        )
        return RuntimeTraits(
            abi: abi,
            library: library,
            libraryVersion: text("libcVersion"),
            is64Bit: text("bits") == "64",
            base: base,
            sharedLibrary: shared,
            roots: roots.paths
        )
    }
}

private func isPlain(_ byte: UInt8) -> Bool {
    switch byte {
    case 45, 48...57, 97...122: true
    default: false
    }
}

// Built-in modules alone, so that nothing is imported from a directory that somebody may write to. The interpreter of
// another implementation than CPython has no such tag and is passed over.
private let pythonQuestion = #"""
    import sys
    import posix
    tag = sys.implementation.cache_tag or ""
    if sys.implementation.name == "cpython" and tag.startswith("cpython-"):
        print("abi=cp" + tag[8:] + getattr(sys, "abiflags", "").replace("m", ""))
    print("bits=" + ("64" if sys.maxsize > 2 ** 32 else "32"))
    print("base=" + posix.fspath(sys.base_prefix))
    print("base=" + posix.fspath(sys.base_exec_prefix))
    if sys.platform == "linux":
        try:
            name, version = posix.confstr(posix.confstr_names["CS_GNU_LIBC_VERSION"]).split()
            print("libc=gnu")
            print("libcVersion=" + version)
        except (KeyError, ValueError, OSError, AttributeError):
            print("libc=musl")
    for path in sys.path:
        print("path=" + path)
    try:
        with open("/proc/self/maps") as maps:
            files = {line.split(None, 5)[5].strip() for line in maps if "/" in line}
        for path in sorted(files):
            if path.startswith("/") and " (deleted)" not in path:
                print("file=" + path)
    except (OSError, IndexError):
        pass
    """#

private let nodeQuestion = #"""
    (() => {
      const lines = ["abi=node-v" + process.versions.modules];
      lines.push("bits=" + (["x64", "arm64", "ppc64", "s390x", "riscv64"].includes(process.arch) ? 64 : 32));
      const path = require("path"), fs = require("fs");
      lines.push("base=" + path.dirname(path.dirname(fs.realpathSync(process.execPath))));
      if (process.platform === "linux") {
        const glibc = process.report.getReport().header.glibcVersionRuntime;
        lines.push("libc=" + (glibc ? "gnu" : "musl"), "libcVersion=" + (glibc || ""));
        try {
          const files = fs.readFileSync("/proc/self/maps", "utf8").split("\n");
          const names = files.map(l => l.slice(l.indexOf("/"))).filter(l => l.startsWith("/"));
          for (const file of new Set(names)) lines.push("file=" + file);
        } catch {}
      }
      return lines.join("\n");
    })()
    """#
