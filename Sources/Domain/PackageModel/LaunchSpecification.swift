public import Cryptography
public import Documents
public import Paths

/// A program that mcppkg looks for on the machine, at install time, to run a server's own files.
public enum LaunchRuntime: String, Sendable, CaseIterable {
    case python, node

    /// As people write it.
    public var displayName: String {
        switch self {
        case .python: "Python"
        case .node: "Node"
        }
    }
}

/// How a server starts, before anybody's values and any machine's paths are known.
///
/// Only `ForbiddenLaunch` makes a command of what a bundle says, so there is none that fetches code or opens a shell.
public struct LaunchSpecification: Sendable, Equatable {
    /// The program that the process becomes.
    public struct Command: Sendable, Equatable {
        /// What may be a program.
        public enum Program: Sendable, Equatable {
            /// A file of the prefix.
            case bundled(RelativePath)
            /// A Python or Node of the machine, of a version in the range where there is one.
            case runtime(LaunchRuntime, VersionConstraint?)
            /// A container engine of the machine, which is given one image by its digest.
            case container
        }

        /// What it is.
        public let program: Program

        init(_ program: Program) { self.program = program }

        /// A program that mcppkg itself put into the prefix, such as the Python of a private environment.
        public static func own(_ path: RelativePath) -> Command { Command(.bundled(path)) }

        /// The Node that runs a package's own program.
        public static func node(_ range: VersionConstraint?) -> Command {
            Command(.runtime(.node, range))
        }
    }

    /// One argument, or a flag and its value.
    public struct Argument: Sendable, Equatable {
        /// Put before each value, as an argument of its own.
        public let flag: String?
        /// The value; nil where the flag stands alone.
        public let value: Template?

        /// Takes flag and value.
        public init(flag: String? = nil, value: Template?) {
            self.flag = flag
            self.value = value
        }
    }

    /// One variable; a later one of the same name wins when it has a value.
    public struct Variable: Sendable, Equatable {
        /// The name, checked.
        public let name: String
        /// What it holds.
        public let value: Template
    }

    /// The program.
    public let command: Command
    /// Arguments in order.
    public private(set) var arguments: [Argument]
    /// Variables in order.
    public private(set) var environment: [Variable]
    /// Files of the prefix that need the mode 0555 whatever the archive says.
    public let executables: [RelativePath]

    /// Takes a command that was checked, with nothing else yet.
    public init(command: Command, executables: [RelativePath], arguments: [Argument]) {
        self.command = command
        self.executables = executables
        self.arguments = arguments
        environment = []
    }

    /// Appends arguments.
    public func appending(_ more: [Argument]) -> LaunchSpecification {
        var copy = self
        copy.arguments += more
        return copy
    }

    /// Declares a variable on top of what is there.
    /// - Throws: `ModelError.refused` for a forbidden name.
    public func setting(_ name: String, to value: Template) throws(ModelError)
        -> LaunchSpecification
    {
        try ForbiddenEnvironment.check(name)
        var copy = self
        copy.environment.append(Variable(name: name, value: value))
        return copy
    }
}

extension LaunchSpecification {
    /// The runtime and its range as the lock writes them, such as `python >=3.10`; nil for a bundled program.
    public var runtime: String? {
        guard case .runtime(let runtime, let range) = command.program else { return nil }
        return range.map { "\(runtime.rawValue) \($0)" } ?? runtime.rawValue
    }

    /// The command line for people, whole, one argument an element, places still named.
    public var displayed: [String] {
        let program =
            switch command.program {
            case .bundled(let path): "${prefix}/\(path)"
            case .runtime(let runtime, _): runtime.rawValue
            case .container: "${image}"
            }
        return [program]
            + arguments.flatMap { argument in
                [argument.flag, argument.value?.description].compactMap(\.self)
            }
    }

    /// Everything that decides what runs, for the digest in the lock.
    public var json: JSON {
        let program: JSON =
            switch command.program {
            case .bundled(let path): ["bundled", .string(path.description)]
            case .runtime: ["runtime", .string(runtime ?? "")]
            case .container: ["container"]
            }
        return [
            "program": program,
            "arguments": .array(
                arguments.map { argument in
                    [
                        argument.flag.map { .string($0) } ?? .null,
                        argument.value?.json ?? .null,
                    ]
                }
            ),
            "environment": .array(environment.map { [.string($0.name), $0.value.json] }),
        ]
    }

    /// What the lock pins as the way a server starts.
    public var digest: Digest { Digest(of: json.bytes(.canonical)) }
}
