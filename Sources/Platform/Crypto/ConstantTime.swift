import COpenSSL

/// Comparison of secrets whose duration tells nothing but their lengths.
package enum ConstantTime {
    /// Whether both hold the same bytes.
    package static func equal(_ left: [UInt8], _ right: [UInt8]) -> Bool {
        left.count == right.count && CRYPTO_memcmp(left, right, left.count) == 0
    }

    /// Whether both hold the same UTF-8 bytes.
    package static func equal(_ left: String, _ right: String) -> Bool {
        equal([UInt8](left.utf8), [UInt8](right.utf8))
    }
}
