import Glibc

/// Why the bytes of a file cannot be had.
struct FileReadError: Error {
    /// In the words of the other refusals: `unreadable` or `too_large`.
    let code: String
    let message: String
}

/// Reads files that somebody names on the command line.
enum FileBytes {
    /// All of a file, which must not be longer than `limit`.
    static func read(_ path: String, limit: Int) throws(FileReadError) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY)
        guard descriptor >= 0 else { throw unreadable(errno) }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 20)
        while true {
            let count = chunk.withUnsafeMutableBytes { Glibc.read(descriptor, $0.baseAddress, $0.count) }
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else { throw unreadable(errno) }
            guard count > 0 else { return bytes }
            bytes += chunk[..<count]
            guard bytes.count <= limit else {
                throw FileReadError(
                    code: "too_large", message: "The file is larger than \(limit >> 20) MiB.")
            }
        }
    }

    private static func unreadable(_ error: Int32) -> FileReadError {
        let reason = String(cString: strerror(error))
        return FileReadError(code: "unreadable", message: "The file cannot be read: \(reason).")
    }
}
