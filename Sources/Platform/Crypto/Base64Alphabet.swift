/// The 64 characters of one of RFC 4648's alphabets, and the unpadded codec over them.
struct Base64Alphabet: Sendable {
    private static let foreign: UInt8 = 0xff

    private let characters: [UInt8]
    private let values: [UInt8]

    init(lastTwo: String) {
        let first = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
        characters = [UInt8]((first + lastTwo).utf8)
        var values = [UInt8](repeating: Self.foreign, count: 256)
        for (value, character) in characters.enumerated() { values[Int(character)] = UInt8(value) }
        self.values = values
    }

    func append(_ bytes: UnsafeRawBufferPointer, to output: inout [UInt8]) {
        output.reserveCapacity(output.count + (bytes.count * 4 + 2) / 3)
        characters.withUnsafeBufferPointer { characters in
            var pending: UInt32 = 0
            var pendingBitCount: UInt32 = 0
            for byte in bytes {
                pending = pending << 8 | UInt32(byte)
                pendingBitCount += 8
                while pendingBitCount >= 6 {
                    pendingBitCount -= 6
                    output.append(characters[Int(pending >> pendingBitCount & 63)])
                }
            }
            if pendingBitCount > 0 {
                output.append(characters[Int(pending << (6 - pendingBitCount) & 63)])
            }
        }
    }

    func decode(_ input: UnsafeRawBufferPointer) -> [UInt8]? {
        guard input.count % 4 != 1 else { return nil }
        let byteCount = input.count * 3 / 4
        var pending: UInt32 = 0
        var pendingBitCount: UInt32 = 0
        var sawForeign = false
        let bytes = [UInt8](unsafeUninitializedCapacity: byteCount) { output, count in
            values.withUnsafeBufferPointer { values in
                for character in input {
                    let value = values[Int(character)]
                    sawForeign = sawForeign || value == Self.foreign
                    pending = pending << 6 | UInt32(value & 63)
                    pendingBitCount += 6
                    if pendingBitCount >= 8 {
                        pendingBitCount -= 8
                        output[count] = UInt8(truncatingIfNeeded: pending >> pendingBitCount)
                        count += 1
                    }
                }
            }
        }
        let unusedBits = pending & (1 << pendingBitCount - 1)
        return sawForeign || unusedBits != 0 ? nil : bytes
    }
}
