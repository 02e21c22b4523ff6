import Glibc

/// The bytes of an uploaded file: in memory, or where the request's part was spooled to.
package enum UploadContent: Sendable {
    /// All of it.
    case bytes([UInt8])
    /// A file that stays there until the upload has been accepted.
    case file(path: String, byteCount: Int)

    /// How many there are.
    package var byteCount: Int {
        switch self {
        case .bytes(let bytes): bytes.count
        case .file(_, let byteCount): byteCount
        }
    }

    /// At most `limit` bytes from the beginning. Blocks.
    func prefix(_ limit: Int) throws(UnreadableContent) -> [UInt8] {
        switch self {
        case .bytes(let bytes): return bytes.count <= limit ? bytes : Array(bytes[..<limit])
        case .file(let path, let byteCount): return try UploadContent.read(path, min(limit, byteCount))
        }
    }

    private static func read(_ path: String, _ count: Int) throws(UnreadableContent) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw UnreadableContent(errorNumber: errno) }
        defer { close(descriptor) }
        var failure: Int32 = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            while filled < count {
                let got = Glibc.read(descriptor, buffer.baseAddress?.advanced(by: filled), count - filled)
                if got > 0 { filled += got }
                if got == 0 { return }
                if got < 0, errno != EINTR {
                    failure = errno
                    return
                }
            }
        }
        guard failure == 0 else { throw UnreadableContent(errorNumber: failure) }
        return bytes
    }
}

/// The system didn't let us read a spooled part.
struct UnreadableContent: Error, CustomStringConvertible {
    let errorNumber: Int32

    var description: String { "a spooled part can't be read: \(String(cString: strerror(errorNumber)))" }
}
