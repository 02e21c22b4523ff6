/// A number that stands for bytes that are kept: made once, so that what is put together of them has an
/// entity tag without being read again.
package struct Fingerprint: Equatable, Sendable {
    /// The number.
    package private(set) var value: UInt64

    /// Stands for nothing.
    package init() {
        value = 0x9E37_79B9_7F4A_7C15
    }

    /// Stands for these bytes; not against an adversary.
    package init(of bytes: [UInt8]) {
        self.init()
        bytes.withUnsafeBytes { buffer in
            var index = 0
            while index + 8 <= buffer.count {
                append(buffer.loadUnaligned(fromByteOffset: index, as: UInt64.self))
                index += 8
            }
            var last = UInt64(buffer.count)
            while index < buffer.count {
                last = last << 8 | UInt64(buffer[index])
                index += 1
            }
            append(last)
        }
    }

    /// Stands for what it stood for, followed by what the other stands for.
    package mutating func append(_ other: Fingerprint) {
        append(other.value)
    }

    private mutating func append(_ word: UInt64) {
        let product = (value ^ word).multipliedFullWidth(by: 0xE703_7ED1_A0B4_28DB)
        value = product.high ^ product.low
    }

    /// A weak entity tag (RFC 9110, 8.8.3).
    package var entityTag: String {
        "W/\"" + String(value, radix: 36) + "\""
    }
}
