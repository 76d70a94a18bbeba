#if TEST_BUILD
internal import Diagnostics
internal import Filesystem
internal import Paths
internal import Processes

/// What programs of a debug build need beside what released ones do; not in a release build.
///
/// Swift's libraries are wherever the toolchain has put them, and bundles of tests start the sample server, which lies
/// beside this program, by a script.
let testGrants: [AbsolutePath] = {
    let sample = CurrentProgram.path?.parent.appending("mcppkg-sample-server")
    return [swiftLibraries(), sample].compactMap(\.self)
}()

private func swiftLibraries() -> AbsolutePath? {
    guard let maps = try? AbsolutePath(parsing: "/proc/self/maps"),
        let bytes = (try? Files.read(maps, limit: .mebibytes(16))) ?? nil
    else { return nil }
    let name = "/libswiftCore.so"
    let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
    guard let line = lines.first(where: { $0.hasSuffix(name) }),
        let start = line.firstIndex(of: "/")
    else { return nil }
    return (try? AbsolutePath(parsing: String(line[start...])))?.parent
}
#endif
