import Glibc

/// Randomness for secrets, from the kernel's generator.
package enum SecureRandom {
    /// `count` random bytes.
    package static func bytes(count: Int) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
            // glibc's arc4random_buf asks the kernel for every byte and cannot fail.
            if let base = buffer.baseAddress { arc4random_buf(base, count) }
            initialized = count
        }
    }

    /// A secret for URLs and headers, in base64url: 43 characters for the default 32 bytes.
    package static func token(byteCount: Int = 32) -> String {
        Base64URL.encode(bytes(count: byteCount))
    }

    /// A code that people read and type, of Crockford's base 32 digits: 5 bits each, without I, L, O and U.
    package static func code(characterCount: Int) -> String {
        let digits = [UInt8]("0123456789ABCDEFGHJKMNPQRSTVWXYZ".utf8)
        return String(decoding: bytes(count: characterCount).map { digits[Int($0 & 31)] }, as: UTF8.self)
    }
}
