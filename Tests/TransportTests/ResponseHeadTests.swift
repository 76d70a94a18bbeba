import Testing

@testable import Transport

@Suite("Response heads")
struct ResponseHeadTests {
    @Test("Names are lower case, values without spaces, the last status counts")
    func parsed() {
        let found = head(200, "Content-LENGTH:  12 ", "ETag: \"a\"")
        #expect(found.isComplete)
        #expect(found.status == 200)
        #expect(found.contentLength == 12)
        #expect(found.validator == "\"a\"")
    }

    @Test("An interim answer is not the answer")
    func interim() {
        #expect(!head(100, "Content-Length: 5").isComplete)
    }

    @Test(
        "A number that is none, or too large to add up, does not count",
        arguments: ["-1", "+1", "1e3", "0x10", "99999999999999999999", "", "1 2"]
    )
    func numbers(_ text: String) {
        #expect(head(200, "Content-Length: \(text)").contentLength == nil)
    }

    @Test("A content range has a first byte and a size")
    func range() {
        #expect(head(206, "Content-Range: bytes 5-9/10").contentRange?.first == 5)
        #expect(head(206, "Content-Range: bytes 5-9/10").contentRange?.size == 10)
    }

    @Test(
        "Any other content range does not count",
        arguments: ["bytes */10", "bytes 5-9/*", "items 5-9/10", "bytes", "bytes 5-9/10/11", ""]
    )
    func otherRanges(_ text: String) {
        #expect(head(206, "Content-Range: \(text)").contentRange == nil)
    }

    @Test("A weak entity tag proves nothing")
    func weakTag() {
        #expect(head(200, "ETag: W/\"a\"").validator == nil)
    }

    @Test("A head beyond the limit is refused")
    func tooLong() {
        var found = ResponseHead()
        let line = Array("X: \(String(repeating: "x", count: 60_000))\r\n".utf8)
        let taken = (0..<5).map { _ in unsafe line.withUnsafeBytes { unsafe found.take($0) } }
        #expect(taken == [true, true, true, true, false])
    }
}
