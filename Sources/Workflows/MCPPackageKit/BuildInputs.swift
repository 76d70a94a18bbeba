internal import Cryptography
internal import PackageModel

/// What a Python package is built with: wheels, each pinned by its digest, as a lock says it in one line.
struct BuildInputs: Equatable {
    /// One wheel.
    struct Input: Equatable {
        /// What it is called, which tells its project, its version and where it runs.
        let name: WheelFileName
        /// What its bytes hash to.
        let sha256: Digest
    }

    /// In the order of their names.
    let wheels: [Input]

    private static let start = "sdist built with "
    private static let none = "nothing else"
    private static let mark = " sha256:"

    init(_ wheels: [Input]) {
        self.wheels = wheels.sorted { $0.name.description < $1.name.description }
    }

    /// `sdist built with setuptools-80.9.0-py3-none-any.whl sha256:062d…, wheel-…`.
    var text: String {
        let list = wheels.map { "\($0.name)\(Self.mark)\($0.sha256.hex)" }
        return Self.start + (list.isEmpty ? Self.none : list.joined(separator: ", "))
    }

    /// Reads the line of a lock; nil for one that pins nothing.
    init?(parsing text: String) {
        guard text.hasPrefix(Self.start) else { return nil }
        let rest = text.dropFirst(Self.start.count)
        guard rest != Self.none else {
            self.init([])
            return
        }
        var wheels: [Input] = []
        for part in rest.split(separator: ",", omittingEmptySubsequences: false) {
            let words = part.split(separator: " ").map(String.init)
            guard words.count == 2, words[1].hasPrefix("sha256:"),
                wheels.count < BuildLimits.inputs,
                let name = try? WheelFileName(parsing: words[0]),
                let digest = Digest(hex: String(words[1].dropFirst(7)))
            else { return nil }
            wheels.append(Input(name: name, sha256: digest))
        }
        self.init(wheels)
    }

    /// Those that a Python takes, one for each project.
    func chosen(for target: PythonTarget) -> [Input] {
        Dictionary(grouping: wheels, by: \.name.distribution).sorted { $0.key < $1.key }
            .compactMap { _, candidates in
                target.best(of: candidates.map(\.name)).map { candidates[$0] }
            }
    }
}
