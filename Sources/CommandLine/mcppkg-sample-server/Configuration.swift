internal import Documents

/// What the server calls itself and says; from a data file, so that two versions differ in data only.
struct Configuration {
    private(set) var name = "sample"
    private(set) var version = "1.0.0"
    private(set) var greeting = "Hello"
    /// Names of the tools it offers, in order.
    private(set) var tools = ["greet"]

    /// Reads the flags; nil for one that is unknown, incomplete, or names a file that is no such data.
    init?(arguments: [String]) {
        var rest = arguments.dropFirst()
        while let flag = rest.popFirst() {
            guard let value = rest.popFirst() else { return nil }
            switch flag {
            case "--config": guard read(value) else { return nil }
            case "--greeting": greeting = value
            default: return nil
            }
        }
    }

    private mutating func read(_ path: String) -> Bool {
        guard let bytes = StandardStreams.read(file: path), let data = try? JSON(parsing: bytes),
            data.object != nil
        else { return false }
        name = data["name"]?.string ?? name
        version = data["version"]?.string ?? version
        greeting = data["greeting"]?.string ?? greeting
        tools = data["tools"]?.array?.compactMap(\.string) ?? tools
        return true
    }
}
