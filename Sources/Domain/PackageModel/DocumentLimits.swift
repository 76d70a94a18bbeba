/// Upper bounds of what a registry document or a bundle's manifest may hold.
///
/// Real documents stay far below: the largest of some seventy collected ones has 60 variables.
public enum DocumentLimits {
    /// Bytes of one text, such as a description or a value.
    public static let text = 16 << 10
    /// Bytes of a name: of a server, a package, a variable, an input.
    public static let name = 256
    /// Bytes of a package identifier or URL.
    public static let identifier = 4096
    /// Bytes of a version; the registry's own limit.
    public static let version = 255
    /// Packages of one document, and remotes of one document.
    public static let offers = 64
    /// Arguments, variables, headers or inputs of one package.
    public static let inputs = 512
    /// Choices of one input, or values of a repeated one.
    public static let choices = 1024
    /// Tools or prompts that a bundle's manifest lists.
    public static let listed = 4096
    /// Bytes of one bundle manifest.
    public static let manifest = 1 << 20
    /// Bytes of one finished argument or variable; the kernel of Linux takes 128 KiB with its NUL.
    public static let argument = (128 << 10) - 1
    /// Bytes of all finished arguments and variables together.
    public static let commandLine = 1 << 20
    /// Warnings about one document; the rest is counted.
    public static let warnings = 20
}
