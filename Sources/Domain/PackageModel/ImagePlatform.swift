/// What an image is built for, in the words of Go: `linux/arm64/v8`.
///
/// Source: OCI image specification 1.1, image index, `platform`.
public struct ImagePlatform: Hashable, Sendable, CustomStringConvertible {
    /// The operating system, such as `linux`.
    public let system: String
    /// The processor, such as `amd64`.
    public let architecture: String
    /// The variant of the processor, such as `v8`; nil where none is said.
    public let variant: String?

    /// Takes the three words; an empty variant is none.
    public init(system: String, architecture: String, variant: String?) {
        self.system = system
        self.architecture = architecture
        self.variant = variant == "" ? nil : variant
    }

    /// `linux/arm64/v8`.
    public var description: String {
        system + "/" + architecture + (variant.map { "/" + $0 } ?? "")
    }

    /// Whether every machine of `platform` runs it.
    ///
    /// Containers are Linux everywhere: engines on macOS start a virtual machine for them. Variants beyond the first
    /// of a processor need instructions that not every machine has.
    public func suits(_ platform: PlatformName) -> Bool {
        let (processor, variants): (String, [String]) =
            switch platform.architecture {
            case .x86_64: ("amd64", ["v1"])
            case .aarch64: ("arm64", ["v8"])
            }
        return system == "linux" && architecture == processor
            && (variant.map(variants.contains) ?? true)
    }
}
