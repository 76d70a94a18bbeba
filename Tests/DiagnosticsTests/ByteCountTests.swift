import Diagnostics
import Testing

@Suite struct ByteCountTests {
    @Test(
        "A size is written with one decimal, rounded down",
        arguments: [
            (0, "0 B"), (1, "1 B"), (1023, "1023 B"), (1024, "1.0 KiB"), (1535, "1.4 KiB"),
            (1536, "1.5 KiB"), (1_048_575, "1023.9 KiB"), (1_048_576, "1.0 MiB"),
            (3_670_016, "3.5 MiB"), (1 << 30, "1.0 GiB"), (1 << 40, "1.0 TiB"),
            (5 << 50, "5120.0 TiB"), (Int.max, "8388607.9 TiB"), (-5, "-5 B"),
        ]
    )
    func describes(bytes: Int, text: String) {
        #expect(ByteCount(bytes).description == text)
    }

    @Test("Units are powers of 1024")
    func multiplies() {
        #expect(ByteCount.kibibytes(3).bytes == 3072)
        #expect(ByteCount.mebibytes(1).bytes == 1_048_576)
        #expect(ByteCount.gibibytes(2) > ByteCount.mebibytes(2047))
    }
}
