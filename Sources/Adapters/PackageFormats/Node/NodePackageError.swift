public import Cryptography
public import Diagnostics
public import Filesystem
public import PackageModel

/// Why npm packages cannot become a tree that Node runs from.
public enum NodePackageError: UserFacingError, Equatable {
    /// A `package.json`, or a name in it, that cannot be used.
    case malformed(package: String, why: String)
    /// A tarball has other bytes than the registry announced.
    case wrongTarball(package: String, actual: LongDigest)
    /// Two packages put something at the same path.
    case collision(path: String)
    /// Packages with code that npm would run, which the lock did not announce.
    case unannounced([NPMBuildNeed])
    /// Packages that do not work before something was run.
    case needsBuild([NPMBuildNeed])
    /// A package without a program.
    case noProgram(package: NPMName)
    /// A package with several programs, none of which has its name.
    case chooseProgram(package: NPMName, names: [String])
    /// A program that the package does not have.
    case unknownProgram(String, package: NPMName, names: [String])
    /// A program that Node does not run, with its first line.
    case notNode(program: String, line: String)
    /// How it starts is refused.
    case launch(ModelError)
    /// A file could not be read.
    case file(FilesystemError)

    /// Stable slug.
    public var code: ErrorCode {
        switch self {
        case .malformed: "npm.package-malformed"
        case .wrongTarball: "npm.tarball-changed"
        case .collision: "npm.collision"
        case .unannounced: "npm.unannounced-script"
        case .needsBuild: "npm.needs-build"
        case .noProgram: "npm.no-program"
        case .chooseProgram: "npm.choose-program"
        case .unknownProgram: "npm.unknown-program"
        case .notNode: "npm.not-node"
        case .launch(let error): error.code
        case .file(let error): error.code
        }
    }

    /// Bytes and documents are verified; what would run is a person's decision.
    public var category: ErrorCategory {
        switch self {
        case .malformed, .wrongTarball, .collision, .unannounced: .verification
        case .needsBuild: .consent
        case .chooseProgram: .usage
        case .unknownProgram: .notFound
        case .noProgram, .notNode: .environment
        case .launch(let error): error.category
        case .file(let error): error.category
        }
    }

    /// Names the package and what is wrong.
    public var reason: String {
        switch self {
        case .malformed(let package, let why):
            "the npm package `\(printable(package))` cannot be used: \(printable(why))"
        case .wrongTarball(let package, let actual):
            "the tarball of `\(printable(package))` has the SHA-512 \(actual), "
                + "which is not what the registry announced"
        case .collision(let path): "two npm packages have something at `\(printable(path))`"
        case .unannounced(let needs):
            "the registry did not announce this, but \(shown(needs))"
        case .needsBuild(let needs):
            "without running code of it a package will not work: \(shown(needs))"
        case .noProgram(let package): "the npm package `\(package)` has no program to start"
        case .chooseProgram(let package, let names):
            "the npm package `\(package)` has several programs: \(list(names))"
        case .unknownProgram(let name, let package, let names):
            "the npm package `\(package)` has no program `\(printable(name))`"
                + (names.isEmpty ? "" : "; it has \(list(names))")
        case .notNode(let program, let line):
            "`\(printable(program))` is not run by Node: it begins with `\(printable(line))`"
        case .launch(let error): error.reason
        case .file(let error): error.reason
        }
    }

    /// What to do, where that is known.
    public var remedy: String? {
        switch self {
        case .chooseProgram(_, let names), .unknownProgram(_, _, let names):
            names.first.map { "add `--bin \(printable($0))`" }
        case .needsBuild(let needs):
            "let it run, confined and without network: `--accept \(tokens(needs).joined(separator: " --accept "))`"
        case .file(let error): error.remedy
        default: nil
        }
    }

    /// `build:PKG` for each package that needs something to run.
    public var accept: [String] {
        if case .needsBuild(let needs) = self { return tokens(needs) }
        return []
    }
}

private func tokens(_ needs: [NPMBuildNeed]) -> [String] {
    Set(needs.map { "build:\($0.package)" }).sorted()
}

private func shown(_ needs: [NPMBuildNeed]) -> String {
    printable(needs.prefix(NPMLimits.listed).map(\.description).joined(separator: "; "))
}

private func list(_ names: [String]) -> String {
    names.prefix(NPMLimits.listed).map { "`\(printable($0))`" }.joined(separator: ", ")
}
