import Archives
import Diagnostics
import Foundation
import Testing

/// The guides and the README, compared with the code that they describe.
@Suite struct DocumentationTests {
    @Test("Every error code has a row in Errors, and no row is stale")
    func errorCodes() throws {
        let rows = try Checkout.page("Errors").firsts(#/(?m)^\| `([a-z]+\.[a-z0-9-]+)` \|/#)
        let codes = try errorCodesInSources()
        #expect(codes.subtracting(rows).sorted() == [])
        #expect(rows.subtracting(codes).sorted() == [])
    }

    @Test("Every category has a row with its exit status", arguments: ErrorCategory.allCases)
    func categories(_ category: ErrorCategory) throws {
        let row = "| \(category.exitStatus) | `\(category.rawValue)` |"
        #expect(try Checkout.page("Errors").contains(row))
    }

    @Test("The environment variables of the page are those of the code")
    func variables() throws {
        let rows = try Checkout.page("EnvironmentVariables").firsts(#/(?m)^\| `([A-Za-z_]+)` \|/#)
        #expect(rows == Set(EnvironmentVariable.allCases.map(\.rawValue)))
    }

    @Test("The modules of the Architecture page are those of the manifest")
    func modules() throws {
        let manifest = try Checkout.text("Package.swift")
        let modules = manifest.firsts(#/Module\(\s*"([A-Za-z-]+)"/#)
        let section = try Checkout.page("Architecture").split(separator: "## The modules")[1]
        let rows = String(section.prefix { $0 != "#" }).firsts(#/(?m)^\| `([A-Za-z-]+)` \|/#)
        #expect(modules.count > 20)
        #expect(modules.subtracting(rows).sorted() == [])
        #expect(rows.subtracting(modules).sorted() == [])
    }

    @Test("The tree of the StoreLayout page has every path of the type")
    func layout() throws {
        let source = try Checkout.text("Sources/Domain/PackageModel/StoreLayout.swift")
        let paths = source.firsts(#/(?m)^/// (data/[^ ]+)/#)
        let page = try Checkout.page("StoreLayout")
        #expect(paths.count > 10)
        #expect(paths.filter { !page.contains($0) }.sorted() == [])
    }

    @Test("Every page is linked from the landing page, and every link leads to a page")
    func links() throws {
        let pages = try Set(Checkout.pages.map(\.name)).subtracting(["MCPPackageKit"])
        let landing = try Checkout.page("MCPPackageKit").firsts(#/<doc:([A-Za-z0-9-]+)>/#)
        #expect(landing == pages)
        let links = try Checkout.pages.reduce(into: Set<String>()) { links, page in
            links.formUnion(page.text.firsts(#/<doc:([A-Za-z0-9-]+)>/#))
        }
        #expect(links.subtracting(pages).sorted() == [])
    }

    @Test("Every file that the README and the guides name is there")
    func files() throws {
        let roots = "Sources|Tests|Formula|\\.github|\\.ci"
        let pattern = try Regex(
            "`((?:\(roots))/[A-Za-z0-9_./-]+)`",
            as: (Substring, Substring).self
        )
        let named = try Checkout.allTexts.reduce(into: Set<String>()) { named, text in
            named.formUnion(text.firsts(pattern))
        }
        let invented = [
            "Sources/Adapters/Hosts/Kestrel.swift", "Tests/HostsTests/Fixtures/kestrel/",
        ]
        #expect(!named.isEmpty)
        #expect(named.subtracting(invented).filter { !Checkout.has($0) }.sorted() == [])
    }

    @Test("Every command that the README and the guides name is one of mcppkg")
    func commands() throws {
        let commands = try commandsInSources()
        let named = try Checkout.allTexts.reduce(into: Set<String>()) { named, text in
            named.formUnion(text.firsts(#/`mcppkg ([a-z]+)/#))
            named.formUnion(blocks(text).firsts(#/(?m)^(?:\$ )?mcppkg ([a-z]+)/#))
        }
        #expect(named.count > 5)
        #expect(named.subtracting(commands).sorted() == [])
    }

    @Test("No text praises", arguments: ["safe", "trusted", "secure"])
    func words(_ word: String) throws {
        let pattern = try Regex("(?i)\\b\(word)\\b")
        for text in try Checkout.allTexts { #expect(text.firstMatch(of: pattern) == nil) }
    }
}

/// The slugs of `var code` bodies and of findings, and one for each archive rule.
private func errorCodesInSources() throws -> Set<String> {
    let slug = #/"([a-z]+\.[a-z0-9-]+)"/#
    let finding = #/(?:\bcode: |\bfinding\(\s*)"([a-z]+\.[a-z0-9-]+)"/#
    return try Checkout.sources.reduce(
        into: Set(ArchiveRule.allCases.map { "archive." + $0.rawValue })
    ) { codes, source in
        codes.formUnion(source.firsts(finding))
        for declaration in source.split(separator: "var code: ErrorCode {").dropFirst() {
            codes.formUnion(String(body(declaration)).firsts(slug))
        }
    }
}

/// The text up to the brace that closes what was opened before it.
private func body(_ text: Substring) -> Substring {
    var depth = 1
    return text.prefix { character in
        if character == "{" { depth += 1 }
        if character == "}" { depth -= 1 }
        return depth > 0
    }
}

/// What stands between the fences of a text.
private func blocks(_ text: String) -> String {
    let parts = text.split(separator: "```", omittingEmptySubsequences: false)
    return parts.enumerated().filter { $0.offset % 2 == 1 }.map(\.element).joined()
}

/// Names and aliases of all commands, and the parser's own `help`.
private func commandsInSources() throws -> Set<String> {
    try Checkout.sources.reduce(into: ["help"]) { commands, source in
        commands.formUnion(source.firsts(#/commandName: "([a-z]+)"/#))
        for aliases in source.firsts(#/aliases: \[([^\]]+)\]/#) {
            commands.formUnion(aliases.firsts(#/"([a-z]+)"/#))
        }
    }
}

/// The files of this checkout.
private enum Checkout {
    private static let root = (0..<3).reduce(URL(filePath: #filePath)) { place, _ in
        place.deletingLastPathComponent()
    }

    private static let catalogue = "Sources/Workflows/MCPPackageKit/MCPPackageKit.docc"

    static func text(_ path: String) throws -> String {
        try String(contentsOf: root.appending(path: path), encoding: .utf8)
    }

    static func has(_ path: String) -> Bool {
        FileManager.default.fileExists(atPath: root.appending(path: path).path)
    }

    static func page(_ name: String) throws -> String { try text("\(catalogue)/\(name).md") }

    static var pages: [(name: String, text: String)] {
        get throws {
            try paths(below: catalogue, ending: ".md").map { path in
                (URL(filePath: path).deletingPathExtension().lastPathComponent, try text(path))
            }
        }
    }

    /// The README and every page.
    static var allTexts: [String] {
        get throws { try [text("README.md")] + pages.map(\.text) }
    }

    static var sources: [String] {
        get throws { try paths(below: "Sources", ending: ".swift").map(text) }
    }

    private static func paths(below directory: String, ending: String) throws -> [String] {
        let found = try FileManager.default.subpathsOfDirectory(
            atPath: root.appending(path: directory).path
        )
        return found.filter { $0.hasSuffix(ending) }.sorted().map { "\(directory)/\($0)" }
    }
}

extension String {
    /// The first group of every match.
    fileprivate func firsts(_ pattern: Regex<(Substring, Substring)>) -> Set<String> {
        Set(matches(of: pattern).map { String($0.output.1) })
    }
}
