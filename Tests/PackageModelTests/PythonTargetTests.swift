import PackageModel
import Testing

@Suite struct PythonTargetTests {
    private func target(_ platform: String, _ level: PythonTarget.SystemLevel? = nil) throws
        -> PythonTarget
    {
        try PythonTarget(
            platform: PlatformName(parsing: platform),
            major: 3,
            minor: 12,
            level: level
        )
    }

    private func rank(_ tags: String, on target: PythonTarget) throws -> Int? {
        target.rank(of: try WheelFileName(parsing: "demo-1.0-\(tags).whl"))
    }

    @Test(
        "What was built for the machine, or for any, runs",
        arguments: [
            ("linux-x86_64-gnu", "cp312-cp312-manylinux_2_28_x86_64"),
            ("linux-x86_64-gnu", "cp312-cp312-manylinux1_x86_64"),
            ("linux-x86_64-gnu", "cp312-cp312-manylinux2010_x86_64"),
            ("linux-x86_64-gnu", "cp37-abi3-manylinux2014_x86_64"),
            ("linux-x86_64-gnu", "cp310.cp312-cp312-linux_x86_64"),
            ("linux-x86_64-gnu", "py3-none-manylinux_2_17_x86_64.manylinux2014_x86_64"),
            ("linux-x86_64-gnu", "py2.py3-none-any"), ("linux-x86_64-gnu", "py38-none-any"),
            ("linux-x86_64-gnu", "cp312-none-any"),
            ("linux-aarch64-gnu", "cp312-cp312-manylinux2014_aarch64"),
            ("linux-x86_64-musl", "cp312-cp312-musllinux_1_2_x86_64"),
            ("linux-aarch64-musl", "cp39-abi3-musllinux_1_1_aarch64"),
            ("macos-aarch64", "cp312-cp312-macosx_11_0_arm64"),
            ("macos-aarch64", "cp312-cp312-macosx_10_9_universal2"),
            ("macos-aarch64", "cp312-cp312-macosx_14_0_universal2"),
            ("macos-x86_64", "cp312-cp312-macosx_10_13_x86_64"),
            ("macos-x86_64", "cp311-abi3-macosx_10_9_intel"),
        ]
    )
    func runs(platform: String, tags: String) throws {
        let target = try target(platform)
        let rank = try #require(try rank(tags, on: target))
        #expect(target.tags.indices.contains(rank))
    }

    @Test(
        "What was built for another machine, Python or a newer system does not",
        arguments: [
            ("linux-x86_64-gnu", "cp312-cp312-manylinux_2_29_x86_64"),
            ("linux-x86_64-gnu", "cp312-cp312-musllinux_1_2_x86_64"),
            ("linux-x86_64-gnu", "cp312-cp312-manylinux2014_aarch64"),
            ("linux-x86_64-gnu", "cp313-cp313-manylinux2014_x86_64"),
            ("linux-x86_64-gnu", "cp313-abi3-manylinux2014_x86_64"),
            ("linux-x86_64-gnu", "cp311-cp311-manylinux2014_x86_64"),
            ("linux-x86_64-gnu", "cp312-cp312t-manylinux2014_x86_64"),
            ("linux-x86_64-gnu", "cp312-cp312-any"), ("linux-x86_64-gnu", "py313-none-any"),
            ("linux-x86_64-gnu", "py2-none-any"), ("linux-x86_64-gnu", "pp310-none-any"),
            ("linux-x86_64-gnu", "cp312-cp312-win_amd64"),
            ("linux-aarch64-gnu", "cp312-cp312-manylinux2010_aarch64"),
            ("linux-x86_64-musl", "cp312-cp312-manylinux2014_x86_64"),
            ("linux-x86_64-musl", "cp312-cp312-musllinux_1_3_x86_64"),
            ("macos-aarch64", "cp312-cp312-macosx_10_9_x86_64"),
            ("macos-aarch64", "cp312-cp312-macosx_15_0_arm64"),
            ("macos-x86_64", "cp312-cp312-macosx_11_0_arm64"),
        ]
    )
    func doesNotRun(platform: String, tags: String) throws {
        #expect(try rank(tags, on: try target(platform)) == nil)
    }

    @Test("A newer system runs more, and the tags of a machine say how much")
    func levels() throws {
        let newer = try target("linux-x86_64-gnu", .init(2, 34))
        #expect(try rank("cp312-cp312-manylinux_2_34_x86_64", on: newer) == 0)
        #expect(try newer.level > target("linux-x86_64-gnu").level)
        let older = try target("linux-x86_64-gnu", .init(2, 17))
        #expect(try rank("cp312-cp312-manylinux_2_28_x86_64", on: older) == nil)
    }

    @Test("The most specific wheel is taken, and among equals the later build")
    func best() throws {
        let names = [
            "py3-none-any", "cp38-abi3-manylinux2014_x86_64", "1-cp312-cp312-manylinux1_x86_64",
            "cp312-cp312-manylinux2014_x86_64", "2-cp312-cp312-manylinux2014_x86_64",
            "cp312-cp312-win_amd64",
        ]
        let wheels = try names.map { try WheelFileName(parsing: "demo-1.0-\($0).whl") }
        let target = try target("linux-x86_64-gnu")
        #expect(target.best(of: wheels) == 4)
        #expect(target.best(of: [wheels[0], wheels[1]]) == 1)
        #expect(target.best(of: [wheels[5]]) == nil)
    }

    // Source: `packaging.tags.sys_tags()` of CPython 3.12 with glibc 2.28.
    @Test("The order is that of the reference implementation")
    func order() throws {
        let tags = try target("linux-x86_64-gnu").tags
        #expect(
            Array(tags.prefix(3)) == [
                "cp312-cp312-manylinux_2_28_x86_64", "cp312-cp312-manylinux_2_27_x86_64",
                "cp312-cp312-manylinux_2_26_x86_64",
            ]
        )
        #expect(Array(tags.suffix(2)) == ["py31-none-any", "py30-none-any"])
        let abi3 = try #require(tags.firstIndex(of: "cp311-abi3-linux_x86_64"))
        let pure = try #require(tags.firstIndex(of: "py312-none-linux_x86_64"))
        #expect(abi3 < pure)
        #expect(Set(tags).count == tags.count)
    }

    @Test("A Python that is not 3 is refused", arguments: [(2, 7), (3, 1), (4, 0), (3, 100)])
    func refuses(major: Int, minor: Int) throws {
        let platform = try PlatformName(parsing: "macos-aarch64")
        #expect(throws: ModelError.self) {
            try PythonTarget(platform: platform, major: major, minor: minor)
        }
    }
}
