internal import Diagnostics

/// Variables that no server gets, whoever declares them: they change what code a program loads, or lend it access.
///
/// Compared without regard to case, because some programs read them so.
public enum ForbiddenEnvironment {
    private static let prefixes = ["LD_", "DYLD_", "GIT_", "DBUS_"]

    private static let names: Set<String> = [
        "BASH_ENV", "DOCKER_HOST", "ENV", "GCONV_PATH", "GLIBC_TUNABLES", "JAVA_TOOL_OPTIONS",
        "JDK_JAVA_OPTIONS", "NODE_OPTIONS", "NODE_PATH", "NODE_REPL_EXTERNAL_MODULE", "PERL5LIB",
        "PERL5OPT", "PYTHONBREAKPOINT", "PYTHONEXECUTABLE", "PYTHONHOME", "PYTHONINSPECT",
        "PYTHONPATH", "PYTHONPLATLIBDIR", "PYTHONSTARTUP", "PYTHONUSERBASE", "RUBYLIB", "RUBYOPT",
        "SHELLOPTS", "SSH_AUTH_SOCK", "XAUTHORITY", "_JAVA_OPTIONS",
    ]

    /// Accepts the name of a variable, in a manifest, a registry document or on the command line.
    /// - Throws: `ModelError.refused` for a forbidden name or one that is no name at all.
    public static func check(_ name: String) throws(ModelError) {
        guard isName(name) else {
            throw .refused(
                what: name,
                why: "a variable's name has letters, digits and `_`, and begins with no digit"
            )
        }
        guard isMutated("launch.environment") || !isForbidden(name.uppercased()) else {
            throw .refused(
                what: name,
                why: "this variable changes what code a server loads or what it can reach"
            )
        }
    }

    private static func isForbidden(_ name: String) -> Bool {
        names.contains(name) || prefixes.contains { name.hasPrefix($0) }
    }

    private static func isName(_ name: String) -> Bool {
        guard let first = name.utf8.first, !(48...57).contains(first), name.utf8.count <= 256 else {
            return false
        }
        return name.utf8.allSatisfy { isAlphanumeric($0) || $0 == UInt8(ascii: "_") }
    }
}
