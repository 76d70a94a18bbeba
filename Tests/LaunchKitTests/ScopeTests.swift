import Diagnostics
import Foundation
import LaunchKit
import PackageModel
import Paths
import Testing

@Suite("Roots and scopes")
struct ScopeTests {
    private func variables(_ values: [EnvironmentVariable: String]) -> (EnvironmentVariable) ->
        String?
    {
        { values[$0] }
    }

    @Test("--home goes before MCPPKG_HOME, and both before the platform's places")
    func homes() throws {
        let set = variables([.home: "/from/variable", .userHome: "/people/ada"])
        #expect(
            try Roots.layout(home: "/from/flag", variable: set).data.description
                == "/from/flag/data"
        )
        #expect(try Roots.layout(home: nil, variable: set).config.description == "/from/variable")
    }

    #if os(Linux)
    @Test("XDG places hold unless they are relative")
    func xdg() throws {
        let set = variables([
            .userHome: "/people/ada", .dataHome: "/big/data", .cacheHome: "relative",
        ])
        let layout = try Roots.layout(home: nil, variable: set)
        #expect(layout.data.description == "/big/data/mcppkg")
        #expect(layout.cache.description == "/people/ada/.cache/mcppkg")
        #expect(layout.config.description == "/people/ada/.config/mcppkg")
    }
    #endif

    @Test("Without any home there is an error with a remedy")
    func noHome() {
        #expect(throws: LaunchError.noHome) { try Roots.layout(home: nil, variable: { _ in nil }) }
    }

    @Test("The nearest manifest upward is the project, by its real path")
    func nearest() throws {
        let scratch = try Scratch()
        try scratch.write("outer/mcppkg.json", "{}")
        let inner = try scratch.write("outer/inner/mcppkg.json", "{}").parent
        let deep = try scratch.makeDirectory("outer/inner/a/b")
        let link = scratch.path.appending("shortcut")
        try FileManager.default.createSymbolicLink(
            atPath: link.description,
            withDestinationPath: deep.description
        )
        let layout = StoreLayout(home: scratch.path.appending("home"))
        #expect(try ScopeChoice.project.scope(from: link, layout: layout) == .project(inner))
        #expect(try ScopeChoice.unsaid.scope(from: deep, layout: layout) == .project(inner))
        #expect(try ScopeChoice.user.scope(from: deep, layout: layout) == .user)
    }

    @Test("The directory of the person's own manifest is no project")
    func ownManifest() throws {
        let scratch = try Scratch()
        let home = try scratch.write("home/mcppkg.json", "{}").parent
        let layout = StoreLayout(home: home)
        #expect(try ScopeChoice.unsaid.scope(from: home, layout: layout) == .user)
    }

    @Test("Near words are found, far ones are not")
    func suggestions() {
        #expect(closest(to: "wether", among: ["weather", "github"]) == "weather")
        #expect(closest(to: "gti", among: ["git", "fetch"]) == "git")
        #expect(closest(to: "slack", among: ["weather", "git"]) == nil)
        #expect(closest(to: "", among: ["a"]) == nil)
    }
}
