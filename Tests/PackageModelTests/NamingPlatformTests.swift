import PackageModel
import Testing

@Suite struct NamingPlatformTests {
    @Test(
        "Platforms read back as they were written",
        arguments: [
            "linux-x86_64-gnu", "linux-aarch64-gnu", "linux-x86_64-musl", "macos-aarch64",
            "macos-x86_64",
        ]
    )
    func accepts(text: String) throws {
        #expect(try PlatformName(parsing: text).description == text)
    }

    @Test(
        "Other texts are no platforms",
        arguments: [
            "", "linux", "linux-x86_64", "linux-unknown-gnu", "linux-x86_64-gnu-x", "macos-arm64",
            "macos-aarch64-gnu", "windows-x86_64", "Linux-x86_64-gnu", "linux--gnu",
            "linux-x86_64-",
        ]
    )
    func refuses(text: String) {
        #expect(throws: ModelError.self) { try PlatformName(parsing: text) }
    }

    @Test("The default platforms are the three of the contract")
    func standard() {
        let names = PlatformName.standard.map(\.description)
        #expect(names == ["linux-x86_64-gnu", "linux-aarch64-gnu", "macos-aarch64"])
        #expect(PlatformName.standard.map(\.bundleName) == ["linux", "linux", "darwin"])
    }

    @Test(
        "The name of a release file tells for which machine it is",
        arguments: [
            ("weather-1.2.0.mcpb", "linux-x86_64-gnu", PlatformMatch.neutral),
            ("weather-linux-x64.mcpb", "linux-x86_64-gnu", .exact),
            ("weather_Linux_x86_64.mcpb", "linux-x86_64-gnu", .exact),
            ("weather-linux-amd64.mcpb", "linux-aarch64-gnu", .other),
            ("weather-linux-arm64.mcpb", "linux-aarch64-gnu", .exact),
            ("weather-darwin-arm64.mcpb", "macos-aarch64", .exact),
            ("weather-darwin-arm64.mcpb", "linux-aarch64-gnu", .other),
            ("weather-macos.mcpb", "macos-aarch64", .exact),
            ("weather-macos-universal.mcpb", "macos-aarch64", .exact),
            ("weather-macos-x86_64-universal.mcpb", "macos-aarch64", .exact),
            ("weather-osx-x64.mcpb", "macos-aarch64", .other),
            ("weather-win32-x64.mcpb", "linux-x86_64-gnu", .other),
            ("weather.windows.mcpb", "macos-aarch64", .other),
            ("weather-x64.mcpb", "linux-x86_64-gnu", .neutral),
            ("weather-i686-linux.mcpb", "linux-x86_64-gnu", .other),
            ("weather-x86.mcpb", "linux-x86_64-gnu", .other),
            ("weather-x86_64-unknown-linux-musl.mcpb", "linux-x86_64-gnu", .neutral),
            ("weather-x86_64-unknown-linux-gnu.mcpb", "linux-x86_64-gnu", .exact),
            ("weather-x86_64-unknown-linux-gnu.mcpb", "linux-x86_64-musl", .other),
            ("darwinism.mcpb", "linux-x86_64-gnu", .neutral),
            ("", "linux-x86_64-gnu", .neutral),
        ]
    )
    func matches(file: String, platform: String, expected: PlatformMatch) throws {
        #expect(try PlatformName(parsing: platform).match(fileName: file) == expected)
    }
}
