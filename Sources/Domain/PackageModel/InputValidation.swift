internal import Diagnostics

extension InputDeclaration {
    /// Checks what a person gave and brings truth values to one spelling.
    ///
    /// Whether a directory or file exists is for the caller to see; so is making its path absolute.
    /// - Throws: `ModelError.badValue`.
    public func validated(_ values: [String]) throws(ModelError) -> [String] {
        guard isMultiple || values.count <= 1 else { throw bad("it takes one value") }
        guard values.count <= DocumentLimits.choices else { throw bad("too many values") }
        var checked: [String] = []
        for value in values { checked.append(try validated(one: value)) }
        return checked
    }

    private func validated(one value: String) throws(ModelError) -> String {
        guard !value.utf8.contains(0) else { throw bad("it holds a NUL") }
        guard value.utf8.count <= DocumentLimits.text else { throw bad("it is too long") }
        let value = try kind == .boolean ? truth(value) : value
        if kind == .number { try checkNumber(value) }
        if [.directory, .file, .path].contains(kind), value.isEmpty {
            throw bad("an empty text is no path")
        }
        guard choices.isEmpty || choices.contains(value) else {
            throw bad("one of " + choices.prefix(12).map { "`\($0)`" }.joined(separator: ", "))
        }
        return value
    }

    private func truth(_ value: String) throws(ModelError) -> String {
        switch value.lowercased() {
        case "true", "yes", "on", "1": return "true"
        case "false", "no", "off", "0": return "false"
        default: throw bad("`true` or `false`")
        }
    }

    private func checkNumber(_ value: String) throws(ModelError) {
        // `Double` also reads `nan`, `inf` and hexadecimal, which no server expects.
        guard value.utf8.allSatisfy({ "0123456789+-.eE".utf8.contains($0) }),
            let number = Double(value), number.isFinite
        else { throw bad("it is not a number") }
        if let minimum, number < minimum { throw bad("it is less than \(decimalText(minimum))") }
        if let maximum, number > maximum { throw bad("it is more than \(decimalText(maximum))") }
    }

    private func bad(_ why: String) -> ModelError { .badValue(input: name, why: why) }
}

private func decimalText(_ number: Double) -> String {
    number.rounded() == number && number.magnitude < 1e15 ? String(Int(number)) : String(number)
}

extension [InputDeclaration] {
    /// Checks one `--input NAME=VALUE…` before anything is stored, and gives its values back in one spelling.
    /// - Throws: `ModelError.badValue` for a name nobody declared, a secret, or a value that does not fit.
    public func checked(input name: String, values: [String]) throws(ModelError) -> [String] {
        guard let declaration = named(name) else {
            let known = isEmpty ? "no inputs" : map { "`\($0.name)`" }.joined(separator: ", ")
            throw .badValue(input: name, why: "there is no such input; the server has \(known)")
        }
        try refuseSecret(declaration, given: name)
        return try declaration.validated(values)
    }

    /// Checks one `--env NAME=VALUE` before anything is stored.
    /// - Throws: `ModelError.refused` for a forbidden name, `ModelError.badValue` for a secret or a bad value.
    public func check(variable name: String, value: String) throws(ModelError) {
        try ForbiddenEnvironment.check(name)
        guard let declaration = named(name) else { return }
        try refuseSecret(declaration, given: name)
        _ = try declaration.validated([value])
    }

    /// A secret on a command line is in the shell's history and in the list of processes already.
    private func refuseSecret(_ declaration: InputDeclaration, given name: String)
        throws(ModelError)
    {
        guard isMutated("input.secret") || !declaration.isSecret else {
            throw .badValue(
                input: name,
                why: "it is a secret, which is never taken from the command line"
            )
        }
    }
}
