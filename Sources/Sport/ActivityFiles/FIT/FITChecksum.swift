/// The checksum of FIT files: CRC-16 with the polynomial 0x8005, bits reflected, from zero (also "ARC").
enum FITChecksum {
    static func checksum(_ bytes: UnsafeRawBufferPointer) -> UInt16 {
        var crc: UInt16 = 0
        tables.withUnsafeBufferPointer { tables in
            var index = 0
            // Eight bytes at a time, one table for each (Intel's slicing-by-8).
            while index + 8 <= bytes.count {
                let word = bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self).littleEndian
                let mixed = word ^ UInt64(crc)
                // What doesn't depend on the checksum so far comes first, so that it needn't wait for it.
                crc = tables[Int(truncatingIfNeeded: mixed >> 56)]
                crc ^= tables[0x100 + Int(truncatingIfNeeded: mixed >> 48) & 0xff]
                crc ^= tables[0x200 + Int(truncatingIfNeeded: mixed >> 40) & 0xff]
                crc ^= tables[0x300 + Int(truncatingIfNeeded: mixed >> 32) & 0xff]
                crc ^= tables[0x400 + Int(truncatingIfNeeded: mixed >> 24) & 0xff]
                crc ^= tables[0x500 + Int(truncatingIfNeeded: mixed >> 16) & 0xff]
                crc ^= tables[0x600 + Int(truncatingIfNeeded: mixed >> 8) & 0xff]
                crc ^= tables[0x700 + Int(truncatingIfNeeded: mixed) & 0xff]
                index += 8
            }
            while index < bytes.count {
                crc = tables[Int((crc ^ UInt16(bytes[index])) & 0xff)] ^ (crc >> 8)
                index += 1
            }
        }
        return crc
    }

    private static let tables: [UInt16] = {
        var tables = [UInt16](repeating: 0, count: 8 * 256)
        for value in 0..<256 {
            var crc = UInt16(value)
            for _ in 0..<8 { crc = (crc & 1) == 0 ? crc >> 1 : (crc >> 1) ^ 0xa001 }
            tables[value] = crc
        }
        for index in 256..<(8 * 256) {
            let previous = tables[index - 256]
            tables[index] = tables[Int(previous & 0xff)] ^ (previous >> 8)
        }
        return tables
    }()
}
