import PackageModel
import Testing

/// The lists `os`, `cpu` and `libc`, read as `npm-install-checks` does.
@Suite struct NPMPlatformRuleTests {
    @Test(
        "Lists allow what they name, or all but what they negate",
        arguments: [
            (nil, nil, nil, [true, true, true]),
            (["any"], nil, nil, [true, true, true]),
            (["darwin"], nil, nil, [false, false, true]),
            (["!darwin"], nil, nil, [true, true, false]),
            (["linux", "!darwin"], nil, nil, [true, true, false]),
            (["win32"], nil, nil, [false, false, false]),
            (nil, ["arm64"], nil, [false, false, true]),
            (nil, nil, ["glibc"], [true, false, false]),
            (nil, nil, ["musl"], [false, true, false]),
            (nil, nil, ["!musl"], [true, false, false]),
        ] as [([String]?, [String]?, [String]?, [Bool])]
    )
    func rules(_ systems: [String]?, _ cpus: [String]?, _ libc: [String]?, _ expected: [Bool])
        throws
    {
        let platforms = try ["linux-x86_64-gnu", "linux-x86_64-musl", "macos-aarch64"]
            .map { try PlatformName(parsing: $0) }
        let rule = NPMPlatformRule(systems: systems, processors: cpus, libraries: libc)
        #expect(platforms.map { rule.allows($0) } == expected)
    }
}
