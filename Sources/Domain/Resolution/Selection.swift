internal import Diagnostics
public import PackageModel

/// The version that was chosen, and what a person should know about the choice.
public struct Selection: Hashable, Sendable {
    /// The release.
    public let candidate: Candidate
    /// What stood in the way of another choice, and what speaks against this one.
    public let notes: [SelectionNote]
    /// Whether the lock named it already.
    public let isLocked: Bool
    /// Whether it was named exactly and is younger than the cooldown, or of unknown age: the caller
    /// asks.
    public let isYoungerThanCooldown: Bool

    init(
        _ candidate: Candidate,
        notes: [SelectionNote] = [],
        isLocked: Bool = false,
        isYoungerThanCooldown: Bool = false
    ) {
        self.candidate = candidate
        self.notes = notes
        self.isLocked = isLocked
        self.isYoungerThanCooldown = isYoungerThanCooldown
    }

    /// The version of the release.
    public var version: VersionText { candidate.version }
}

/// One remark on a choice; its description is a sentence for people.
public enum SelectionNote: Hashable, Sendable, CustomStringConvertible {
    /// A better version was passed over because of its age in seconds; nil where the registry does
    /// not tell.
    case newerIsTooYoung(version: VersionText, age: Int64?)
    /// The chosen version is deprecated.
    case deprecated(version: VersionText, message: String?)
    /// A better version was passed over because it was taken down.
    case newerIsDeleted(version: VersionText, message: String?)
    /// The locked version would fit and is not offered any more.
    case lockedIsGone(version: VersionText)

    /// One sentence: lower case, no full stop, literals in backticks.
    public var description: String {
        switch self {
        case .newerIsTooYoung(let version, let age?):
            "`\(printable(version.description))` is newer but only \(words(forAge: age)) old"
        case .newerIsTooYoung(let version, nil):
            "`\(printable(version.description))` is newer, but its registry does not say since when"
        case .deprecated(let version, let message):
            "`\(printable(version.description))` is deprecated" + quoted(message)
        case .newerIsDeleted(let version, let message):
            "`\(printable(version.description))` is newer, but its registry took it down"
                + quoted(message)
        case .lockedIsGone(let version):
            "`\(printable(version.description))`, which the lock names, is no longer offered"
        }
    }
}

/// A status message after a colon, when there is one.
func quoted(_ message: String?) -> String {
    guard let message, !message.isEmpty else { return "" }
    return ": " + printable(message)
}

/// `12 hours`, `3 days`: rounded down, with the greatest unit that makes at least two.
func words(forAge seconds: Int64) -> String {
    let age = max(0, seconds)
    let (number, unit) =
        switch age {
        case 172_800...: (age / 86_400, "day")
        case 7200...: (age / 3600, "hour")
        case 120...: (age / 60, "minute")
        default: (age, "second")
        }
    return "\(number) \(unit)\(number == 1 ? "" : "s")"
}
