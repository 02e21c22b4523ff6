import Glibc

/// Tokens that were verified on this loop, so that the next request with the same token costs a comparison.
///
/// A set-associative table: a token may lie in one of four slots, and a new one takes the place of the one
/// that expires first. Its size is fixed. The slot comes of the token's last bytes, which are part of its
/// signature: nobody can choose them, since only tokens with a good signature are kept.
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
        return entries.withUnsafeBufferPointer { entries in
            for slot in first..<first + TokenCache.ways where TokenCache.isSame(entries[slot], token) {
                return entries[slot]?.verified
            }
            return nil
        }
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
        let size = MemoryLayout<UInt64>.size
        guard token.count >= size else { return 0 }
        let tail = token.loadUnaligned(fromByteOffset: token.count - size, as: UInt64.self)
        // Fibonacci hashing spreads the six good bits of each character.
        let mixed = (tail &* 0x9e37_79b9_7f4a_7c15) &>> 32
        return Int(mixed % UInt64(capacity / ways)) * ways
    }

    private static func isSame(_ entry: Entry?, _ token: UnsafeRawBufferPointer) -> Bool {
        guard let entry, entry.token.count == token.count, let base = token.baseAddress else { return false }
        return entry.token.withUnsafeBytes { known in
            known.baseAddress.map { memcmp($0, base, token.count) == 0 } ?? false
        }
    }
}
