/// The version of this mcppkg, as `--version` prints it.
public let productVersion = "0.1.0"
