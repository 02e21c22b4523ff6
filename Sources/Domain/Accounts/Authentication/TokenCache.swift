import Kernel

/// Tokens that were verified on this loop, so that the next request with the same token costs a comparison.
///
/// A set-associative table: a token may lie in one of four slots, and a new one takes the place of the one
/// that expires first. Its size is fixed, and nobody can choose who collides, since the hash is seeded a
/// process.
struct TokenCache {
    private static let ways = 4
    /// The most tokens that are remembered.
    static let capacity = 8192

    private struct Entry {
        var token: [UInt8]
        var verified: VerifiedToken
    }

    private var entries: [Entry?] = []

    /// What is known of a token, however old.
    func find(_ token: UnsafeRawBufferPointer) -> VerifiedToken? {
        guard !entries.isEmpty else { return nil }
        let first = TokenCache.firstSlot(of: token)
        for slot in first..<first + TokenCache.ways {
            if let entry = entries[slot], TokenCache.isSame(entry.token, token) { return entry.verified }
        }
        return nil
    }

    /// Remembers a token that has just been verified.
    mutating func insert(_ token: UnsafeRawBufferPointer, _ verified: VerifiedToken) {
        if entries.isEmpty { entries = Array(repeating: nil, count: TokenCache.capacity) }
        let first = TokenCache.firstSlot(of: token)
        var chosen = first
        for slot in first..<first + TokenCache.ways {
            guard let entry = entries[slot] else {
                chosen = slot
                break
            }
            if entry.verified.expiresAt < entries[chosen]?.verified.expiresAt ?? 0 { chosen = slot }
        }
        entries[chosen] = Entry(token: Array(token), verified: verified)
    }

    private static func firstSlot(of token: UnsafeRawBufferPointer) -> Int {
        var hasher = Hasher()
        hasher.combine(bytes: token)
        let hash = UInt(bitPattern: hasher.finalize())
        return Int(hash % UInt(capacity / ways)) * ways
    }

    private static func isSame(_ known: [UInt8], _ token: UnsafeRawBufferPointer) -> Bool {
        known.count == token.count && known.withUnsafeBytes { $0.elementsEqual(token) }
    }
}
