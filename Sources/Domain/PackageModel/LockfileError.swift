public import Diagnostics
public import Documents

/// Why a lock cannot be used.
public enum LockfileError: UserFacingError, Equatable {
    /// The text is not TOML, or a merge left its markers behind.
    case unreadable(TOMLError)
    /// Something is missing or is not what it has to be; the line is that of its table.
    case malformed(what: String, line: Int?)
    /// The format is newer than this mcppkg knows.
    case newerVersion(Int)
    /// Two servers have one id.
    case duplicateID(InstanceID, line: Int?)
    /// A value names a place where a secret is; the value itself is never repeated.
    case secretReference(key: String, line: Int?)
    /// A value means something on one machine only, or carries a login.
    case notPortable(key: String, line: Int?)

    /// Stable slug.
    public var code: ErrorCode {
        switch self {
        case .unreadable(.conflictMarkers): "lock.conflict-markers"
        case .unreadable, .malformed: "lock.malformed"
        case .newerVersion: "lock.newer-version"
        case .duplicateID: "lock.duplicate-id"
        case .secretReference: "lock.secret-reference"
        case .notPortable: "lock.not-portable"
        }
    }

    /// A broken lock is a file to repair, a newer one is out of reach, a secret in it is refused.
    public var category: ErrorCategory {
        switch self {
        case .unreadable, .malformed, .duplicateID, .notPortable: .file
        case .newerVersion: .lock
        case .secretReference: .consent
        }
    }

    /// Names the place and the rule.
    public var reason: String {
        switch self {
        case .unreadable(let error): "the lock cannot be read: \(error.reason)"
        case .malformed(let what, let line): "the lock is malformed\(place(line)): \(what)"
        case .newerVersion(let version):
            "the lock has version \(version), this mcppkg knows \(LockfileLimits.version)"
        case .duplicateID(let id, let line): "the lock has two servers `\(id)`\(place(line))"
        case .secretReference(let key, let line):
            "the lock refers to a secret in `\(printable(key))`\(place(line))"
        case .notPortable(let key, let line):
            "`\(printable(key))` in the lock\(place(line)) is no https URL without a login, and no "
                + "path beside the lock"
        }
    }

    /// How to get a lock that can be used.
    public var remedy: String? {
        switch self {
        case .unreadable(.conflictMarkers):
            "resolve the conflict, or delete the lines of both sides and run `mcppkg lock`"
        case .newerVersion: "run `git pull` and `./install.sh` in a checkout of mcppkg"
        case .secretReference: "take it out of the lock and run `mcppkg lock`"
        case .duplicateID: "delete one of the two and run `mcppkg lock`"
        case .unreadable, .malformed, .notPortable:
            "restore `mcppkg.lock` with git, or delete it and run `mcppkg lock`"
        }
    }

    /// What the parser said.
    public var cause: (any UserFacingError)? {
        guard case .unreadable(let error) = self else { return nil }
        return error
    }
}

/// Fixed numbers of the lock's format.
public enum LockfileLimits {
    /// The only version that exists; keys may be added under it, never change their meaning.
    public static let version = 1
}

private func place(_ line: Int?) -> String { line.map { " at line \($0)" } ?? "" }
