internal import Cryptography

/// Turns a name or version into one path component that is the same on every file system.
///
/// Every byte outside `[a-z0-9._+-]`, capitals included, is percent-encoded; a leading dot too, so that `..` and
/// hidden names cannot arise; what is longer than 120 bytes is cut and ends in a digest of the whole.
public func pathComponent(_ text: String) -> String {
    var encoded = ""
    for (index, byte) in text.utf8.enumerated() {
        switch byte {
        case 97...122, 48...57, 95, 43, 45: encoded.unicodeScalars.append(Unicode.Scalar(byte))
        case 46 where index > 0: encoded += "."
        default: encoded += "%" + hexadecimal([byte]).uppercased()
        }
    }
    guard encoded.utf8.count > 120 else { return encoded }
    return encoded.prefix(107) + "-" + Digest(of: text.utf8).short
}
