/// The memory in which one thread inflates whole buffers, made larger as it is needed.
///
/// All threads of the process share one allowance: what does not fit into it is inflated as a stream, with little.
@safe final class Workspace {
    private static let allowance = Guarded(ArchiveSizes.workspaces)

    private var memory = unsafe UnsafeMutableRawBufferPointer(start: nil, count: 0)

    /// How much was taken of the allowance.
    private var taken = 0

    deinit {
        unsafe memory.deallocate()
        let taken = self.taken
        Self.allowance.change { $0 += taken }
    }

    /// Two buffers of these lengths, valid until the next call; nil when there is no allowance for them.
    func buffers(packed: Int, unpacked: Int) -> (
        packed: UnsafeMutableRawBufferPointer, unpacked: UnsafeMutableRawBufferPointer
    )? {
        // libdeflate wants an address even where there is nothing to write.
        let room = max(unpacked, 1)
        let (needed, isTooMuch) = packed.addingReportingOverflow(room)
        guard !isTooMuch, reserve(needed) else { return nil }
        return unsafe (
            UnsafeMutableRawBufferPointer(rebasing: memory[..<packed]),
            UnsafeMutableRawBufferPointer(rebasing: memory[packed..<packed + unpacked])
        )
    }

    private func reserve(_ needed: Int) -> Bool {
        if unsafe needed <= memory.count { return true }
        // Steps, so that a slowly growing row of files does not allocate for each.
        let size = max(needed, min(2 * needed, ArchiveSizes.workspaceStep))
        let more = size - taken
        let isGranted = Self.allowance.change { left in
            guard left >= more else { return false }
            left -= more
            return true
        }
        guard isGranted else { return false }
        taken = size
        unsafe memory.deallocate()
        unsafe memory = .allocate(byteCount: size, alignment: 16)
        return true
    }
}
