/// Validates UTF-8 piece by piece, and finds the first byte that no continuation could make right
/// (Unicode 15, table 3-7).
struct UTF8Validator {
    /// Continuation bytes that are still due.
    private var due: UInt8 = 0
    /// What the next continuation byte may be: narrower after E0, ED, F0 and F4.
    private var low: UInt8 = 0x80
    private var high: UInt8 = 0xbf

    /// True between characters.
    var isComplete: Bool { due == 0 }

    /// Takes the next bytes; false when they can't be part of valid text.
    mutating func accept(_ bytes: UnsafeRawBufferPointer) -> Bool {
        var index = 0
        while index < bytes.count {
            if due == 0 {
                index = UTF8Validator.skipASCII(bytes, from: index)
                if index == bytes.count { return true }
            }
            guard accept(bytes[index]) else { return false }
            index += 1
        }
        return true
    }

    private static func skipASCII(_ bytes: UnsafeRawBufferPointer, from start: Int) -> Int {
        var index = start
        while index + 8 <= bytes.count {
            let word = bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self)
            guard word & 0x8080_8080_8080_8080 == 0 else { break }
            index += 8
        }
        while index < bytes.count, bytes[index] < 0x80 { index += 1 }
        return index
    }

    private mutating func accept(_ byte: UInt8) -> Bool {
        if due > 0 {
            guard byte >= low, byte <= high else { return false }
            due -= 1
            (low, high) = (0x80, 0xbf)
            return true
        }
        switch byte {
        case 0..<0x80: return true
        case 0xc2...0xdf: due = 1
        case 0xe0: (due, low) = (2, 0xa0)
        case 0xed: (due, high) = (2, 0x9f)
        case 0xe1...0xef: due = 2
        case 0xf0: (due, low) = (3, 0x90)
        case 0xf4: (due, high) = (3, 0x8f)
        case 0xf1...0xf3: due = 3
        default: return false
        }
        return true
    }
}
