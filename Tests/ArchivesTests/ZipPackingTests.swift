import Archives
import Filesystem
import Foundation
import Paths
import TestSupport
import Testing

@Suite("Packing")
struct ZipPackingTests {
    private static func items() throws -> [ZipPacker.Item] {
        let large = (0..<600_000).map { UInt8(truncatingIfNeeded: $0 >> 9) }
        return [
            .init(
                path: try RelativePath(parsing: "server/run"),
                mode: 0o755,
                source: .bytes([1, 2])
            ),
            .init(
                path: try RelativePath(parsing: "manifest.json"),
                mode: 0o644,
                source: .bytes([123])
            ),
            .init(path: try RelativePath(parsing: "server/été"), mode: 0o644, source: .bytes([])),
            .init(path: try RelativePath(parsing: "large"), mode: 0o644, source: .bytes(large)),
        ]
    }

    private static func pack(_ items: [ZipPacker.Item], _ staging: Staging, _ name: String) throws
        -> [UInt8]
    {
        let path = try AbsolutePath(parsing: staging.outer.path).appending(name)
        try ZipPacker.pack(items, to: path)
        return try #require(try Files.read(path, limit: .mebibytes(4)))
    }

    @Test("What is packed is accepted by the strict reader and has the same files")
    func roundTrip() throws {
        let staging = try Staging()
        let packed = try Self.pack(Self.items(), staging, "packed")

        let files = try staging.extract(packed)

        #expect(
            files.map(\.path.description) == ["large", "manifest.json", "server/run", "server/été"]
        )
        #expect(files.map(\.mode) == [0o444, 0o444, 0o555, 0o444])
        #expect(files.map(\.size) == [600_000, 1, 2, 0])
        #expect(packed.count < 100_000)
    }

    @Test("The same files in another order give the same bytes")
    func reproducible() throws {
        let staging = try Staging()

        let first = try Self.pack(Self.items(), staging, "first")
        let second = try Self.pack(Self.items().reversed(), staging, "second")

        #expect(first == second)
    }

    @Test("Files on disk are packed with what they hold")
    func fromDisk() throws {
        let staging = try Staging()
        let content = (0..<700_000).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 6) }
        let source = staging.outer.appendingPathComponent("source")
        try Data(content).write(to: source)
        let file = try OpenFile.reading(AbsolutePath(parsing: source.path))
        let path = try RelativePath(parsing: "data/source")

        let packed = try Self.pack(
            [.init(path: path, mode: 0o600, source: .file(file))],
            staging,
            "p"
        )

        _ = try staging.extract(packed)
        #expect(try staging.content("data/source") == content)
    }
}
