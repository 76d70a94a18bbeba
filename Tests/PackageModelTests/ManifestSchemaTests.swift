import Documents
import Foundation
import PackageModel
import Testing

@Suite struct ManifestSchemaTests {
    @Test("The schema is JSON and names itself")
    func isJSON() throws {
        let schema = try JSON(parsing: ManifestSchema.text)
        #expect(schema["$id"]?.string == ManifestSchema.identifier)
    }

    @Test("The version that the schema fixes is the one that is written")
    func version() throws {
        let schema = try JSON(parsing: ManifestSchema.text)
        #expect(schema["properties"]?["manifestVersion"]?["const"]?.integer == Manifest.version)
    }

    @Test("The decoder takes every good example", arguments: ManifestExamples.good)
    func decodes(text: String) throws {
        _ = try Manifest(json: JSON(parsing: Array(text.utf8), dialect: .relaxed))
    }

    @Test(
        "References in members that nobody knows are refused too",
        arguments: ManifestExamples.unknownReferences
    )
    func unknownReferences(text: String, place: String) throws {
        #expect(throws: ManifestError.secretReference(path: place)) {
            try Manifest(json: JSON(parsing: text))
        }
    }

    @Test(
        "An independent validator agrees with the decoder on every example",
        .enabled(if: SchemaValidator.isThere)
    )
    func agrees() throws {
        let bad = ManifestExamples.schemaFaults.map(\.0) + ManifestExamples.references.map(\.0)
        let accepted = try SchemaValidator.accepted(of: ManifestExamples.good + bad)
        #expect(accepted.subtracting(ManifestExamples.good) == [])
        #expect(Set(ManifestExamples.good).subtracting(accepted) == [])
    }
}

/// The `jsonschema` package of Python.
private enum SchemaValidator {
    static let isThere = (try? run("import jsonschema", "")) != nil

    /// The documents that fit the schema, after comments were taken out of them.
    static func accepted(of documents: [String]) throws -> Set<String> {
        let plain = try documents.map { try JSON(parsing: Array($0.utf8), dialect: .relaxed) }
        let input: JSON = [
            "schema": try JSON(parsing: ManifestSchema.text), "documents": .array(plain),
        ]
        let script = """
            import json, sys, jsonschema
            given = json.load(sys.stdin)
            jsonschema.Draft202012Validator.check_schema(given["schema"])
            validator = jsonschema.Draft202012Validator(given["schema"])
            print(json.dumps([validator.is_valid(one) for one in given["documents"]]))
            """
        let verdicts = try JSON(parsing: try run(script, input.text())).array ?? []
        try #require(verdicts.count == documents.count)
        return Set(zip(documents, verdicts).filter { $1.bool == true }.map(\.0))
    }

    private struct Failure: Error {}

    private static func run(_ script: String, _ input: String) throws -> String {
        let process = Process()
        let (stdin, stdout) = (Pipe(), Pipe())
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["python3", "-c", script]
        process.standardInput = stdin
        process.standardOutput = stdout
        process.standardError = FileHandle.nullDevice
        try process.run()
        try? stdin.fileHandleForWriting.write(contentsOf: Data(input.utf8))
        try? stdin.fileHandleForWriting.close()
        let output = stdout.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw Failure() }
        return String(decoding: output, as: UTF8.self)
    }
}
