import PackageModel
import Testing

@Suite struct WheelFileNameTests {
    @Test("The parts of a name are found")
    func parts() throws {
        let text = "Charset_Normalizer-3.5.2-12a-cp311.cp312-cp311-manylinux_2_17_x86_64.any.whl"
        let name = try WheelFileName(parsing: text)
        #expect(name.description == text)
        #expect(name.distribution.description == "charset-normalizer")
        #expect(name.version.description == "3.5.2")
        #expect(name.build?.number == 12)
        #expect(name.build?.text == "a")
        #expect(name.pythonTags == ["cp311", "cp312"])
        #expect(name.tags.count == 4)
        #expect(name.tags.first == "cp311-cp311-manylinux_2_17_x86_64")
    }

    @Test(
        "A name that is not of the form is refused",
        arguments: [
            "", ".whl", "a-1-py3-none-any.zip", "a-1-py3-none.whl", "a-1-2-3-py3-none-any.whl",
            "a-x-py3-none-any.whl", "a-1-b1-py3-none-any.whl", "a-1-py3..py2-none-any.whl",
            "-1-py3-none-any.whl", "d/a-1-py3-none-any.whl", "a-1-py3-none-any.whl ",
            "\u{e4}-1-py3-none-any.whl", "a-1--none-any.whl",
            String(repeating: "a", count: 250) + "-1-py3-none-any.whl",
        ]
    )
    func refuses(text: String) {
        #expect(throws: ModelError.self) { try WheelFileName(parsing: text) }
    }

    @Test("A later build comes after an earlier one")
    func builds() throws {
        let builds = try ["a-1-2-py3-none-any.whl", "a-1-10-py3-none-any.whl"]
            .map { try WheelFileName(parsing: $0).build }
        let (first, second) = (try #require(builds[0]), try #require(builds[1]))
        #expect(first < second)
    }
}
