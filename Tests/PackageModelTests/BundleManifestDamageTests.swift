import Documents
import Foundation
import PackageModel
import Paths
import Testing

/// Every text with one byte changed, and every beginning of it.
private func damaged(_ text: String) -> [[UInt8]] {
    let bytes = Array(text.utf8)
    let flipped = bytes.indices.flatMap { index in
        [UInt8(0x01), 0x10, 0x80].map { bit in
            var copy = bytes
            copy[index] ^= bit
            return copy
        }
    }
    return flipped + bytes.indices.map { Array(bytes[..<$0]) }
}

private func end(_ body: () throws -> Void) -> String {
    do {
        try body()
        return "read"
    } catch is ModelError {
        return "refused"
    } catch is JSONError {
        return "refused"
    } catch {
        return "\(error)"
    }
}

@Suite("Damaged documents")
struct BundleManifestDamageTests {
    @Test("A manifest with any byte changed or cut off is planned or refused, never more")
    func manifest() throws {
        let text = manifestText(
            more:
                #","user_config":{"a":{"type":"number","title":"t","min":1,"max":9,"default":3}},"compatibility":{"runtimes":{"node":">=18.0.0 <21 || ^22"}}"#
        )
        let files: Set = [try RelativePath(parsing: "server/index.js")]
        let ends = damaged(text).map { bytes in
            end {
                let manifest = try BundleManifest(parsing: bytes)
                _ = try BundleLaunch(
                    manifest: manifest,
                    package: nil,
                    files: files,
                    platform: .linux
                )
            }
        }
        #expect(Set(ends) == ["read", "refused"])
    }

    @Test("A registry document with any byte changed or cut off is read or refused, never more")
    func document() {
        let text =
            #"{"name":"io.example/demo","version":"1.0.0","packages":[{"registryType":"mcpb","identifier":"https://e.com/x","packageArguments":[{"type":"named","name":"--p","value":"{a}","variables":{"a":{"choices":["1"]}}}]}],"remotes":[{"type":"sse","url":"https://e.com/{t}"}]}"#
        let ends = damaged(text).map { bytes in
            end { _ = try ServerDocument(json: JSON(parsing: bytes)).documentDigest }
        }
        #expect(Set(ends) == ["read", "refused"])
    }

    @Test("Deep, wide and repetitive documents are refused or read within limits")
    func shapes() {
        let deep = String(repeating: "[", count: 5000) + String(repeating: "]", count: 5000)
        let braces = String(repeating: "${", count: 8000)
        let wide = (0..<600).map { #""u\#($0)":{"type":"string"}"# }.joined(separator: ",")
        let ends = [
            manifestText(more: #","x":\#(deep)"#),
            manifestText(more: #","user_config":{\#(wide)}"#),
            manifestText(more: #","long_description":"\#(braces)""#),
        ].map { text in end { _ = try BundleManifest(parsing: Array(text.utf8)) } }
        #expect(ends == ["refused", "refused", "read"])
    }
}
