import COpenSSL

/// SHA-1 (FIPS 180-4). Broken for signatures: the WebSocket handshake (RFC 6455, 4.2.2) asks for it, nothing
/// else.
package enum SHA1 {
    /// How many bytes a digest has.
    package static let byteCount = 20

    /// The 20 bytes of a whole message's digest.
    package static func digest(of message: [UInt8]) -> [UInt8] {
        var state = SHA_CTX()
        SHA1_Init(&state)
        message.withUnsafeBytes { bytes in _ = SHA1_Update(&state, bytes.baseAddress, bytes.count) }
        return [UInt8](unsafeUninitializedCapacity: byteCount) { buffer, count in
            SHA1_Final(buffer.baseAddress, &state)
            count = byteCount
        }
    }
}
