import Crypto
import Kernel

/// What tells one request from another under the same key: method, target, application, and the content; but
/// not content that is too long to be held back until it has been read, such as a large file.
struct RequestFingerprint: Equatable {
    /// Content of at most so many bytes is taken whole.
    static let maximumDigestedBytes = 256 * 1024

    /// What stands for the content.
    enum Content {
        case bytes([UInt8])
        /// Parts between boundaries, which a client chooses anew for each attempt.
        case parts([UInt8], boundary: String)
        case unread
    }

    let digest: Digest

    init(method: StaticString, target: String, application: ApplicationID?, content: Content) {
        var hash = SHA256()
        for part in ["\(method)", target, "\(application?.rawValue ?? 0)"] {
            hash.update([UInt8](part.utf8) + [0])
        }
        switch content {
        case .bytes(let bytes):
            hash.update([1])
            hash.update(bytes)
        case .parts(let bytes, let boundary):
            hash.update([2])
            hash.update(RequestFingerprint.removing([UInt8](boundary.utf8), from: bytes))
        case .unread:
            hash.update([3])
        }
        digest = hash.finalized()
    }

    private static func removing(_ word: [UInt8], from bytes: [UInt8]) -> [UInt8] {
        guard let first = word.first else { return bytes }
        var rest: [UInt8] = []
        rest.reserveCapacity(bytes.count)
        var index = 0
        while index < bytes.count {
            let end = index + word.count
            if bytes[index] == first, end <= bytes.count, bytes[index..<end].elementsEqual(word) {
                index = end
            } else {
                rest.append(bytes[index])
                index += 1
            }
        }
        return rest
    }
}
