import PackageModel
import Testing

@Suite struct PythonMarkerTests {
    private func holds(
        _ text: String,
        on platform: String = "linux-x86_64-gnu",
        extras: [String] = []
    ) throws -> Bool {
        let environment = PythonMarkerEnvironment(
            platform: try PlatformName(parsing: platform),
            version: try PythonVersion(parsing: "3.12.4"),
            extras: Set(try extras.map { try PythonPackageName(parsing: $0) })
        )
        return try PythonMarker(parsing: text).holds(in: environment)
    }

    @Test(
        "A marker that describes the environment holds",
        arguments: [
            #"python_version >= "3.9""#, #"python_version < '3.15'"#,
            #"python_full_version == "3.12.4""#, #""3.12" == python_version"#,
            #"sys_platform == "linux" and platform_machine == "x86_64""#,
            #"os_name == "nt" or os_name == "posix""#,
            #"(sys_platform == "win32" or sys_platform == "linux") and os_name == 'posix'"#,
            #"sys_platform == "linux" or os_name == "nt" and python_version < "3""#,
            #"platform_python_implementation != "PyPy""#, #"implementation_name == "cpython""#,
            #"sys_platform not in "win32 darwin""#, #""inu" in platform_system"#,
            #"platform_system == "Linux""#, #"python_version ~= "3.10""#,
            #"os.name == "posix" and python_implementation == "CPython""#,
            #"python_version == "3.*""#, #"platform_release == """#,
        ]
    )
    func holds(text: String) throws {
        #expect(try holds(text))
    }

    @Test(
        "A marker that describes another environment does not",
        arguments: [
            #"python_version < "3.9""#, #"python_version > "3.12""#, #"sys_platform == "darwin""#,
            #"(sys_platform == "linux" or os_name == "nt") and python_version < "3""#,
            #"sys_platform > "aix""#, #"extra == "cli""#, #""x" in dependency_groups"#,
            #"platform_release >= "5""#, #"sys_platform in """#,
        ]
    )
    func doesNotHold(text: String) throws {
        #expect(try !holds(text))
    }

    @Test("An extra holds where it was asked for, in any spelling")
    func extras() throws {
        #expect(try holds(#"extra == "My_CLI""#, extras: ["my-cli", "other"]))
        #expect(try holds(#"extra != "cli""#, extras: ["other"]))
        #expect(try holds(#""cli" in extras"#, extras: ["cli"]))
        #expect(try !holds(#"extra == "cli" and sys_platform == "win32""#, extras: ["cli"]))
    }

    @Test("An Arm machine has the name that its system gives it")
    func machines() throws {
        #expect(try holds(#"platform_machine == "arm64""#, on: "macos-aarch64"))
        #expect(try holds(#"sys_platform == "darwin""#, on: "macos-aarch64"))
        #expect(try holds(#"platform_machine == "aarch64""#, on: "linux-aarch64-musl"))
    }

    @Test(
        "A text that is no marker is refused",
        arguments: [
            "", "python_version", #"python_version >= "3" and"#, #"python_version => "3""#,
            #"(python_version >= "3""#, #"python_version >= "3")"#, #"python_version >= "3"#,
            #"unknown == "x""#, #""a" == "a""#, #"os_name == sys_platform"#,
            #"os_name ~= "posix""#, #"os_name not "x""#, #"os_name == "x" xor os_name == "y""#,
            #"os_name == "x" os_name == "y""#,
        ]
    )
    func refuses(text: String) {
        #expect(throws: ModelError.self) { try PythonMarker(parsing: text) }
    }

    @Test("Depth and length have a bound")
    func bounds() throws {
        let inner = #"os_name == "posix""#
        let nested = { (depth: Int) in
            String(repeating: "(", count: depth) + inner + String(repeating: ")", count: depth)
        }
        #expect(try holds(nested(32)))
        #expect(throws: ModelError.self) { try PythonMarker(parsing: nested(33)) }
        #expect(throws: ModelError.self) {
            try PythonMarker(parsing: "os_name == '" + String(repeating: "x", count: 8192) + "'")
        }
    }

    @Test("The normalised text is read as the same marker")
    func description() throws {
        let text = "(os_name=='a' or sys.platform in \"b\") and ('c' not in extra and os_name<'d')"
        let marker = try PythonMarker(parsing: text)
        #expect(
            marker.description
                == #"(os_name == "a" or sys_platform in "b") and "c" not in extra and os_name < "d""#
        )
        #expect(try PythonMarker(parsing: marker.description) == marker)
    }
}
