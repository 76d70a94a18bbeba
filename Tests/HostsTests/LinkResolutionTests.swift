import Diagnostics
import Foundation
import Hosts
import Paths
import Testing

@Suite struct LinkResolutionTests {
    private func resolved(_ directory: TemporaryDirectory, _ name: String) throws -> AbsolutePath {
        try HostFile.resolveUserFile(try directory.place(name))
    }

    private func inProject(_ directory: TemporaryDirectory, _ name: String) throws -> AbsolutePath {
        let project = try directory.place("project")
        try directory.makeDirectory(project)
        return try HostFile.resolveProjectFile(RelativePath(parsing: name), project: project)
    }

    @Test("A person's file behind links is the file that is edited")
    func userLinks() throws {
        let directory = try TemporaryDirectory()
        try directory.write("dotfiles/code/mcp.json", "{}")
        try directory.link("config/Code", to: "../dotfiles/code")
        try directory.link(
            "config/mcp.json",
            to: try directory.place("config/Code/mcp.json").description
        )
        let real = try directory.place("dotfiles/code/mcp.json")
        #expect(try resolved(directory, "config/Code/mcp.json") == real)
        #expect(try resolved(directory, "config/mcp.json") == real)
    }

    @Test("A link to nothing leads to where the file will be made")
    func dangling() throws {
        let directory = try TemporaryDirectory()
        try directory.makeDirectory(try directory.place("dotfiles/real"))
        try directory.link("hop", to: "dotfiles/real")
        try directory.link("mcp.json", to: "hop/../new/mcp.json")
        #expect(
            try resolved(directory, "mcp.json") == (try directory.place("dotfiles/new/mcp.json"))
        )
        #expect(try resolved(directory, "no/such/file") == (try directory.place("no/such/file")))
    }

    @Test("A circle of links ends in an error")
    func circle() throws {
        let directory = try TemporaryDirectory()
        try directory.link("a", to: "b")
        try directory.link("b", to: "a")
        let error = #expect(throws: HostError.self) { try resolved(directory, "a") }
        #expect(error?.category.exitStatus == 14)
        try directory.link("project/c", to: "d")
        try directory.link("project/d", to: "c")
        #expect(throws: HostError.self) { try inProject(directory, "c") }
    }

    @Test("A project file behind a link out of the project is refused, whatever is there")
    func escapes() throws {
        let directory = try TemporaryDirectory()
        try directory.write("outside/mcp.json", "{}")
        try directory.write("project/inside/mcp.json", "{}")
        let inside = try directory.place("project/inside").description
        try directory.link("project/final.json", to: "../outside/mcp.json")
        try directory.link(
            "project/absolute.json",
            to: try directory.place("outside/mcp.json").description
        )
        try directory.link("project/.vscode", to: "../outside")
        try directory.link("project/dangling.json", to: "../outside/new.json")
        try directory.link("project/parent", to: "..")
        try directory.link("project/hop", to: "final.json")
        try directory.link("project/prefix", to: "../project-2")
        try directory.link("project/above", to: "../../")
        let names = [
            "final.json", "absolute.json", ".vscode/mcp.json", "dangling.json",
            "parent/outside/mcp.json",
            "hop", "prefix/mcp.json", "parent/project/inside/mcp.json", "above",
        ]
        for name in names {
            let error = #expect(throws: HostError.self, "\(name)") {
                try inProject(directory, name)
            }
            #expect(error?.code == "hosts.link-out-of-project")
            #expect(error?.category.exitStatus == 14)
        }
        #expect(inside.hasSuffix("project/inside"))
    }

    @Test("A link that stays in the project is followed")
    func staysInside() throws {
        let directory = try TemporaryDirectory()
        try directory.write("project/shared/mcp.json", "{}")
        try directory.link("project/.vscode", to: "shared")
        let absolute = try directory.place("project/shared/mcp.json")
        try directory.link("project/.mcp.json", to: absolute.description)
        #expect(try inProject(directory, ".vscode/mcp.json") == absolute)
        #expect(try inProject(directory, ".mcp.json") == absolute)
        #expect(
            try inProject(directory, ".vscode/new.json")
                == (try directory.place("project/shared/new.json"))
        )
    }

    @Test("A project that is itself reached by a link is a project")
    func linkedProject() throws {
        let directory = try TemporaryDirectory()
        try directory.write("real/.mcp.json", "{}")
        try directory.link("project", to: "real")
        let file = try HostFile.project(ClaudeCode(), in: try directory.place("project"))
        #expect(file.path == (try directory.place("real/.mcp.json")))
    }
}
