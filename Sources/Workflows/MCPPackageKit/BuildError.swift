public import Diagnostics

/// Why a package could not be made from its source, although somebody accepted that its code runs.
public enum BuildError: UserFacingError {
    /// What ran ended badly; `attempts` is what it tried and was denied.
    case failed(package: String, step: String, why: String, attempts: [String])
    /// What ran was not done in time.
    case timedOut(package: String, step: String)
    /// The source, or what was built of it, is not what it has to be.
    case wrong(package: String, why: String)
    /// A source of a kind that is not built here.
    case unsupported(package: String, why: String)
    /// The lock does not say what the package is built with.
    case notPinned(package: String)

    /// Stable slug.
    public var code: ErrorCode {
        switch self {
        case .failed: "build.failed"
        case .timedOut: "build.timed-out"
        case .wrong: "build.wrong"
        case .unsupported: "build.unsupported"
        case .notPinned: "build.not-pinned"
        }
    }

    /// A program that fails is a failed start; what it leaves is verified.
    public var category: ErrorCategory {
        switch self {
        case .failed, .timedOut: .start
        case .wrong: .verification
        case .unsupported: .environment
        case .notPinned: .lock
        }
    }

    /// Names the package, the step and what went wrong.
    public var reason: String {
        switch self {
        case .failed(let package, let step, let why, let attempts):
            "building `\(printable(package))` failed at `\(printable(step))`: \(printable(why))"
                + denied(attempts)
        case .timedOut(let package, let step):
            "building `\(printable(package))` was not done with `\(printable(step))` in "
                + "\(BuildLimits.step.components.seconds) seconds"
        case .wrong(let package, let why):
            "`\(printable(package))` cannot be built: \(printable(why))"
        case .unsupported(let package, let why):
            "`\(printable(package))` cannot be built here: \(printable(why))"
        case .notPinned(let package):
            "the lock does not say what `\(printable(package))` is built with"
        }
    }

    /// What may help.
    public var remedy: String? {
        switch self {
        case .failed, .timedOut:
            "builds have no network and no files of yours; choose a version that has a wheel or needs no script"
        case .wrong: "choose another version, and tell its publisher"
        case .unsupported: "choose another version"
        case .notPinned: "run `mcppkg lock --upgrade ID` and look at the change"
        }
    }
}

private func denied(_ attempts: [String]) -> String {
    attempts.isEmpty
        ? ""
        : "; it tried and was denied: "
            + attempts.prefix(BuildLimits.attempts).joined(separator: ", ")
}
