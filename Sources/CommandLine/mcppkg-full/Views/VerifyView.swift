internal import Diagnostics
internal import Documents
internal import MCPPackageKit
internal import PackageModel
internal import Paths

/// What a check of the seals found.
struct VerifyView {
    let reports: [VerifyInstalled.Report]

    var outcome: CommandOutcome {
        let broken = reports.filter { !$0.findings.isEmpty }
        let json = reports.map { report -> JSON in
            [
                "id": .string(report.id.description), "ok": .bool(report.findings.isEmpty),
                "findings": .array(report.findings.map(finding)),
            ]
        }
        let lines = reports.flatMap { report in
            report.findings.isEmpty
                ? ["\(report.id): as installed"]
                : report.findings.map {
                    "\(report.id): `\(printable($0.path))` \(printable($0.reason))"
                }
        }
        let error =
            broken.isEmpty ? nil : KitError.verificationFailed(ids: broken.map(\.id.description))
        return CommandOutcome(
            result: ["servers": .array(json)],
            lines: lines.isEmpty ? ["nothing is installed"] : lines,
            error: error
        )
    }

    private func finding(_ finding: VerifyInstalled.Difference) -> JSON {
        [
            "code": .string(finding.code), "path": .string(finding.path),
            "reason": .string(finding.reason),
        ]
    }
}

/// What was removed from the store.
struct CollectedView {
    let collected: Cache.Report

    var outcome: CommandOutcome {
        let freed = ByteCount(collected.freedBytes)
        return CommandOutcome(
            result: [
                "prefixes": .array(collected.prefixes.map { .string($0.description) }),
                "artifacts": .array(collected.artifacts.map { .string($0) }),
                "bytes": JSON(freed.bytes),
            ],
            lines: collected.prefixes.map { "removed \($0)" } + ["freed \(freed)"]
        )
    }
}

/// What needs a person.
struct FindingsView {
    let findings: [Diagnose.Finding]

    var outcome: CommandOutcome {
        let json = findings.map { finding -> JSON in
            [
                "code": .string(finding.code.description), "severity": "error",
                "reason": .string(finding.reason),
                "remedy": .string(finding.remedy),
            ]
        }
        let gravest = findings.map(\.category).min { $0.exitStatus < $1.exitStatus }
        let error = gravest.map { KitError.findings(count: findings.count, gravest: $0) }
        return CommandOutcome(
            result: ["findings": .array(json)],
            lines: findings.isEmpty
                ? ["nothing needs a person"]
                : findings.flatMap { ["\($0.reason) [\($0.code)]", "  hint: \($0.remedy)"] },
            error: error
        )
    }
}
