import Cryptography
import Testing

@Suite struct LongHashTests {
    // Source: FIPS 180-4 examples, SHA-384 and SHA-512 of `abc`.
    @Test(
        "Known texts have their known digests",
        arguments: [
            (
                LongHash.sha384,
                "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed"
                    + "8086072ba1e7cc2358baeca134c825a7"
            ),
            (
                LongHash.sha512,
                "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
                    + "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f"
            ),
        ]
    )
    func knownAnswers(hash: LongHash, hex: String) {
        #expect(hexadecimal(hash.digest(of: Array("abc".utf8))) == hex)
    }
}
