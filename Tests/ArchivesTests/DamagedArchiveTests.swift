import Archives
import TestSupport
import Testing

@Suite("Damaged archives")
struct DamagedArchiveTests {
    /// A bundle with everything that an archive may have, signature block included.
    private static let bundle: [UInt8] = {
        var writer = SampleBundle.writer(deflated: true)
        writer.addDirectory("lib")
        var late = ZipRecord("lib/späť.js", Array("later\n".utf8), deflated: true)
        late.describeAfterData()
        writer.records.append(late)
        writer.add("lib/empty", [])
        writer.suffix = SampleBundle.signatureBlock(message: SampleBundle.derSequence(count: 300))
        return writer.bytes()
    }()

    private static let names: Set = [
        "lib", "lib/empty", "lib/späť.js", "manifest.json", "server", "server/index.js",
    ]

    @Test("A bundle that is cut anywhere is refused and nothing remains")
    func truncated() throws {
        let staging = try Staging()
        let zip = Self.bundle.count - 331

        let accepted = (0..<Self.bundle.count).filter { length in
            brokenRule { _ = try staging.extract(Array(Self.bundle.prefix(length))) } == nil
        }

        // Exactly without its block a signed bundle is an unsigned one; who requires a signature will see that.
        #expect(accepted == [zip])
    }

    @Test(
        "A bundle with a flipped bit is refused, or has the same files and bytes",
        arguments: 0..<8
    )
    func flipped(bit: Int) throws {
        var control = try Staging()
        let intact = try control.extract(Self.bundle)
        let expected = Dictionary(uniqueKeysWithValues: intact.map { ($0.path, $0.digest) })

        let wrong = try stride(from: bit % 3, to: Self.bundle.count, by: 3).filter { index in
            control = try Staging()
            var bytes = Self.bundle
            bytes[index] ^= 1 << UInt8(bit)
            guard let files = try? control.extract(bytes) else { return control.everything != [] }
            let found = Dictionary(uniqueKeysWithValues: files.map { ($0.path, $0.digest) })
            return found != expected || !Set(control.everything).isSubset(of: Self.names)
        }

        #expect(wrong.isEmpty, "at \(wrong.prefix(20))")
    }

    @Test("Bytes that mean nothing are refused", arguments: 1...40)
    func noise(seed: UInt64) throws {
        let staging = try Staging()
        var state = seed
        var bytes = Self.bundle
        for _ in 0..<30 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            bytes[Int(state >> 33) % bytes.count] = UInt8(truncatingIfNeeded: state >> 20)
        }

        let rule = brokenRule { _ = try staging.extract(bytes) }

        #expect(rule != nil)
        #expect(staging.everything == [])
    }
}
