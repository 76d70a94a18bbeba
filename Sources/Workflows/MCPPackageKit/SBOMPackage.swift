internal import Cryptography
internal import Documents
internal import PackageModel

/// One file of one package, whatever servers and platforms need it.
struct SBOMPackage {
    /// The package URL.
    let url: String
    /// What its bytes hash to.
    let digest: Digest
    private let package: LockedPackage
    private let name: String
    private let version: String
    private var addresses: Set<String> = []
    private var platforms: Set<String> = []
    private var evidence: Set<String> = []
    private var builds: Set<String> = []

    init(_ package: LockedPackage, _ server: LockedServer) {
        self.package = package
        url = PackageURL(package, of: server).description
        digest = package.sha256
        name = package.name ?? server.name.description
        version = package.version ?? (package.name == nil ? server.version : "")
    }

    /// Takes over what one more server says of the same file.
    mutating func add(_ package: LockedPackage) {
        if let url = package.url { addresses.insert(url) }
        platforms.formUnion(package.platforms)
        evidence.insert(package.evidence)
        if let build = package.build { builds.insert(build) }
    }

    func component(reference: String) -> JSON {
        let (group, name) = Self.split(name, package.type)
        var object = JSONObject([("type", .string(type)), ("bom-ref", .string(reference))])
        object["group"] = group.map { .string($0) }
        object["name"] = .string(name)
        if !version.isEmpty { object["version"] = .string(version) }
        object["hashes"] = .array(hashes)
        object["purl"] = .string(url)
        if !addresses.isEmpty {
            object["externalReferences"] = .array(
                addresses.sorted().map {
                    ["type": "distribution", "url": .string(escaped($0))]
                }
            )
        }
        object["properties"] = .array(
            evidence.sorted().map { SBOM.property("mcppkg:evidence", $0) }
                + platforms.sorted().map { SBOM.property("mcppkg:platform", $0) }
                + builds.sorted().map { SBOM.property("mcppkg:build", $0) }
        )
        return .object(object)
    }

    private var type: String {
        switch package.type {
        case "oci": "container"
        case "runtime": "platform"
        case "mcpb": "application"
        default: "library"
        }
    }

    private var hashes: [JSON] {
        var hashes: [JSON] = [["alg": "SHA-256", "content": .string(digest.hex)]]
        if let bytes = package.integrity.flatMap(Self.sha512) {
            hashes.append(["alg": "SHA-512", "content": .string(hexadecimal(bytes))])
        }
        return hashes
    }

    /// `@scope/name` of npm in two, as its other tools write it.
    private static func split(_ name: String, _ type: String) -> (group: String?, name: String) {
        guard type == "npm", name.hasPrefix("@"), let slash = name.firstIndex(of: "/") else {
            return (nil, name)
        }
        return (String(name[..<slash]), String(name[name.index(after: slash)...]))
    }

    /// An address may hold bytes that no reference may, such as spaces.
    private func escaped(_ address: String) -> String {
        address.reduce(into: "") { result, character in
            if let byte = character.asciiValue, byte <= 0x20 || "\"<>\\^`{|}".utf8.contains(byte) {
                result += "%" + hexadecimal([byte]).uppercased()
            } else {
                result.append(character)
            }
        }
    }

    /// The bytes of `sha512-…`, among several hashes; nil for other kinds and for what is no hash.
    ///
    /// Source: W3C Subresource Integrity, section 3.5.
    private static func sha512(_ integrity: String) -> [UInt8]? {
        let prefix = "sha512-"
        let hash = integrity.split(separator: " ").first { $0.hasPrefix(prefix) }
        return hash.flatMap { base64($0.dropFirst(prefix.count)) }.flatMap {
            $0.count == 64 ? $0 : nil
        }
    }

    /// Source: RFC 4648, section 4.
    private static func base64(_ text: Substring) -> [UInt8]? {
        var bytes: [UInt8] = []
        var bits: UInt32 = 0
        var count = 0
        for character in text.utf8.prefix(while: {
            $0 != UInt8(ascii: "=") && $0 != UInt8(ascii: "?")
        }) {
            guard let value = sextet(character) else { return nil }
            bits = bits << 6 | value
            count += 6
            if count >= 8 {
                count -= 8
                bytes.append(UInt8(truncatingIfNeeded: bits >> UInt32(count)))
            }
        }
        return bytes
    }

    private static func sextet(_ character: UInt8) -> UInt32? {
        switch character {
        case 65...90: UInt32(character - 65)
        case 97...122: UInt32(character - 71)
        case 48...57: UInt32(character + 4)
        case UInt8(ascii: "+"): 62
        case UInt8(ascii: "/"): 63
        default: nil
        }
    }
}
