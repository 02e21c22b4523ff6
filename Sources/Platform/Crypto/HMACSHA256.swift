/// HMAC-SHA256 (RFC 2104) with the key's two blocks hashed once, ahead of all messages.
package struct HMACSHA256: Sendable {
    private let inner: SHA256
    private let outer: SHA256

    /// Any length of key is allowed by the RFC; 32 random bytes are right.
    package init(key: [UInt8]) {
        var block = key.count > SHA256.blockByteCount ? SHA256.digest(of: key).bytes : key
        block += [UInt8](repeating: 0, count: SHA256.blockByteCount - block.count)
        var inner = SHA256()
        inner.update(block.map { $0 ^ 0x36 })
        var outer = SHA256()
        outer.update(block.map { $0 ^ 0x5c })
        self.inner = inner
        self.outer = outer
    }

    /// The message's authentication code; compare codes with `==`, which takes constant time.
    package func code(for message: UnsafeRawBufferPointer) -> Digest {
        var inner = inner
        inner.update(message)
        var outer = outer
        inner.finalized().withUnsafeBytes { outer.update($0) }
        return outer.finalized()
    }

    /// The message's authentication code; compare codes with `==`, which takes constant time.
    package func code(for message: [UInt8]) -> Digest {
        message.withUnsafeBytes { code(for: $0) }
    }
}
