extension Permissions {
    /// What a manifest grants, with one person's values filled in.
    ///
    /// A path with an input that has no value grants nothing. Hosts cannot be told apart by the kernel, so a
    /// destination opens its port.
    public func confinement(inputs: ResolvedInputs) -> Confinement {
        Confinement(
            readable: read.compactMap { filled($0, inputs) },
            writable: write.compactMap { filled($0, inputs) },
            ports: Set(net.map(\.port)).sorted()
        )
    }

    private func filled(_ value: ManifestValue, _ inputs: ResolvedInputs) -> LaunchRecord.Value? {
        var pieces: LaunchRecord.Value = []
        for piece in value.pieces {
            switch piece {
            case .text(let text): pieces.append(.text(text))
            case .workspace: pieces.append(.workspace)
            case .input(let name):
                guard let text = inputs.values(of: name)?.first else { return nil }
                pieces.append(.text(text))
            }
        }
        return pieces.isEmpty ? nil : pieces
    }
}
