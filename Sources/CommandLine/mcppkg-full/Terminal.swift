internal import Diagnostics
internal import MCPPackageKit

#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#else
internal import Darwin
#endif

/// The only writer to stdout and stderr.
///
/// Data goes to stdout, talk to stderr. Progress and colour only where a person looks: a terminal, `NO_COLOR`
/// unset, `TERM` not `dumb`. `--quiet` silences talk but not warnings and errors. What a closed pipe does not take
/// is dropped quietly; data lost for any other reason is a failure.
struct Terminal: Sendable {
    let isQuiet: Bool
    let isVerbose: Bool

    private static var isDumb: Bool { EnvironmentVariable.term.value == "dumb" }

    /// Whether a person can be asked.
    static var isInteractive: Bool { isatty(STDIN_FILENO) == 1 && isatty(STDERR_FILENO) == 1 }

    private static var hasColour: Bool {
        isatty(STDERR_FILENO) == 1 && EnvironmentVariable.noColor.value == nil && !isDumb
    }

    private static var showsProgress: Bool { isatty(STDERR_FILENO) == 1 && !isDumb }

    /// One line of data; what nobody made printable is made so here.
    func data(_ line: String) {
        guard !Self.write(printableLines(line) + "\n", to: STDOUT_FILENO) else { return }
        let why = unsafe String(cString: strerror(errno))
        warn("error: standard output cannot be written: \(why)")
        exit(ErrorCategory.internal.exitStatus)
    }

    /// One line of talk.
    func say(_ line: String) {
        guard !isQuiet else { return }
        Self.write(printableLines(line) + "\n", to: STDERR_FILENO)
    }

    /// One line that is shown whatever was asked for; a leading `error` is bold red, where there is colour.
    func warn(_ line: String) {
        let text = printableLines(line)
        let isError = Self.hasColour && text.hasPrefix("error:")
        let shown = isError ? "\u{1B}[1;31merror\u{1B}[0m" + text.dropFirst(5) : text
        Self.write(shown + "\n", to: STDERR_FILENO)
    }

    /// Asks yes or no; nil where nobody can be asked.
    ///
    /// An empty answer means no.
    func confirm(_ question: String) -> Bool? {
        guard Self.isInteractive else { return nil }
        Self.write(printableLines(question) + " [y/N] ", to: STDERR_FILENO)
        guard let answer = readLine() else { return false }
        return ["y", "yes"].contains(answer.lowercased())
    }

    /// Asks for a value; nil where nobody can be asked.
    func ask(_ prompt: Prompt) -> String? {
        guard Self.isInteractive else { return nil }
        if !prompt.help.isEmpty { warn(printable(prompt.help)) }
        for (index, choice) in prompt.choices.enumerated() {
            warn("  \(index + 1)) \(printable(choice))")
        }
        while true {
            let hint = prompt.suggestion.map { " [\(printable($0))]" } ?? ""
            Self.write(printable(prompt.title) + hint + ": ", to: STDERR_FILENO)
            guard let answer = readLine() else { return nil }
            if let value = accepted(answer, prompt) { return value }
            warn("choose one of: " + prompt.choices.map(printable).joined(separator: ", "))
        }
    }

    private func accepted(_ answer: String, _ prompt: Prompt) -> String? {
        if answer.isEmpty { return prompt.suggestion ?? "" }
        guard !prompt.choices.isEmpty else { return answer }
        if let number = Int(answer), prompt.choices.indices.contains(number - 1) {
            return prompt.choices[number - 1]
        }
        return prompt.choices.contains(answer) ? answer : nil
    }

    /// Bytes, rate and time left on a terminal; one line an artifact elsewhere; nothing when quiet.
    func progress(_ progress: Progress) {
        guard !isQuiet else { return }
        let title = printable(progress.title)
        guard Self.showsProgress else {
            if progress.isFinished { say("downloaded \(title) (\(progress.done))") }
            return
        }
        var line = "\(title)  \(progress.done)"
        if let total = progress.total { line += " of \(total)" }
        if progress.rate.bytes > 0 {
            line += "  \(progress.rate)/s"
            if let total = progress.total, total > progress.done {
                line += "  \((total.bytes - progress.done.bytes) / progress.rate.bytes + 1) s left"
            }
        }
        Self.write("\r\u{1B}[K" + line + (progress.isFinished ? "\n" : ""), to: STDERR_FILENO)
    }

    /// - Returns: Whether everything was taken, by somebody or by a pipe that nobody reads.
    @discardableResult
    private static func write(_ text: String, to descriptor: Int32) -> Bool {
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let count = unsafe bytes.withUnsafeBytes { buffer in
                unsafe systemWrite(descriptor, buffer)
            }
            if count < 0, errno == EINTR { continue }
            // A descriptor that was closed from the start is a reader that never was.
            guard count > 0 else { return count == 0 || errno == EPIPE || errno == EBADF }
            bytes = bytes.dropFirst(count)
        }
        return true
    }
}

private func systemWrite(_ descriptor: Int32, _ buffer: UnsafeRawBufferPointer) -> Int {
    unsafe write(descriptor, buffer.baseAddress, buffer.count)
}
