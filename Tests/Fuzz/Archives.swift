import Glibc

// fuzz: Archives
@testable import Archives

/// Whatever an archive holds, it is opened or refused, and each entry is as long as its directory says, or
/// refused. In a file, since archives are read from all sides.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ data: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let path = "/dev/shm/slipstream-fuzz-\(getpid()).zip"
    let file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    precondition(file >= 0 && write(file, data, count) == count, "no file to fuzz with")
    close(file)
    defer { unlink(path) }
    var limits = ArchiveLimits()
    limits.entries = 100
    limits.entryBytes = 1 << 20
    guard let archive = try? ZipArchive(path: path, limits: limits) else { return 0 }
    precondition(archive.entryCount <= limits.entries, "more entries than allowed")
    guard let entries = try? archive.entries() else { return 0 }
    for entry in entries {
        _ = entry.isPathUnsafe
        guard let bytes = try? archive.bytes(of: entry) else { continue }
        precondition(bytes.count == entry.byteCount && bytes.count <= limits.entryBytes, "another length")
    }
    return 0
}
