/// The Castagnoli checksum (RFC 3720, B.4), as used by storage formats.
package enum CRC32C {
    /// The checksum of `bytes`; pass an earlier result as `seed` to go on with more bytes.
    package static func checksum(_ bytes: UnsafeRawBufferPointer, seed: UInt32 = 0) -> UInt32 {
        var crc = ~seed
        tables.withUnsafeBufferPointer { tables in
            var index = 0
            // Eight bytes at a time, one table for each (Intel's slicing-by-8).
            while index + 8 <= bytes.count {
                let word = bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self).littleEndian
                let mixed = word ^ UInt64(crc)
                crc = 0
                for byte in 0..<8 {
                    let value = Int(truncatingIfNeeded: mixed >> UInt64(byte * 8)) & 0xff
                    crc ^= tables[(7 - byte) * 256 + value]
                }
                index += 8
            }
            while index < bytes.count {
                crc = tables[Int((crc ^ UInt32(bytes[index])) & 0xff)] ^ (crc >> 8)
                index += 1
            }
        }
        return ~crc
    }

    /// The checksum of `bytes`.
    package static func checksum(_ bytes: [UInt8]) -> UInt32 {
        bytes.withUnsafeBytes { checksum($0) }
    }

    private static let tables: [UInt32] = {
        var tables = [UInt32](repeating: 0, count: 8 * 256)
        for value in 0..<256 {
            var crc = UInt32(value)
            for _ in 0..<8 { crc = (crc & 1) == 0 ? crc >> 1 : (crc >> 1) ^ 0x82f6_3b78 }
            tables[value] = crc
        }
        for index in 256..<(8 * 256) {
            let previous = tables[index - 256]
            tables[index] = tables[Int(previous & 0xff)] ^ (previous >> 8)
        }
        return tables
    }()
}
