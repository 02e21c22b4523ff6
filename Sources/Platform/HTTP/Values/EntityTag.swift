/// Entity tags and the conditions on them (RFC 9110, 8.8.3 and 13.1).
package enum EntityTag {
    /// A weak tag of a body's bytes: the same in every process, for as long as this function is not changed.
    package static func weak(of bytes: [UInt8]) -> String {
        var text: [UInt8] = Array("W/\"".utf8)
        RequestID.append(hash(bytes), to: &text)
        text.append(UInt8(ascii: "\""))
        return String(decoding: text, as: UTF8.self)
    }

    /// True when a list of tags, or `*`, holds the tag by weak comparison.
    static func matches(_ tag: String, _ list: Bytes) -> Bool {
        let opaque = tag.hasPrefix("W/") ? tag.dropFirst(2)[...] : tag[...]
        var found = false
        forEachListElement(of: list) { element in
            if element.elementsEqual("*".utf8) { found = true }
            let isWeak =
                element.count > 2 && element[0] == UInt8(ascii: "W") && element[1] == UInt8(ascii: "/")
            let candidate = isWeak ? Bytes(rebasing: element[2...]) : element
            found = found || candidate.elementsEqual(opaque.utf8)
            return !found
        }
        return found
    }

    /// Words through a 128-bit multiplication, as wyhash does, in four lanes that don't wait for each other;
    /// not against an adversary.
    private static func hash(_ bytes: [UInt8]) -> UInt64 {
        bytes.withUnsafeBytes { buffer in
            var state = UInt64(buffer.count) ^ 0xa076_1d64_78bd_642f
            var (second, third, fourth) = (state &+ 1, state &+ 2, state &+ 3)
            var index = 0
            func word(_ offset: Int) -> UInt64 {
                buffer.loadUnaligned(fromByteOffset: index + offset, as: UInt64.self)
            }
            while index + 32 <= buffer.count {
                state = mix(state ^ word(0), 0xe703_7ed1_a0b4_28db)
                second = mix(second ^ word(8), 0x8ebc_6af0_9c88_c6e3)
                third = mix(third ^ word(16), 0x5899_65cc_7537_4cc3)
                fourth = mix(fourth ^ word(24), 0x1d8e_4e27_c47d_124f)
                index += 32
            }
            state = mix(state ^ second, third ^ fourth)
            while index + 8 <= buffer.count {
                state = mix(state ^ word(0), 0xe703_7ed1_a0b4_28db)
                index += 8
            }
            var last: UInt64 = 0
            while index < buffer.count {
                last = last << 8 | UInt64(buffer[index])
                index += 1
            }
            return mix(mix(state ^ last, 0x8ebc_6af0_9c88_c6e3), 0x5899_65cc_7537_4cc3)
        }
    }

    private static func mix(_ left: UInt64, _ right: UInt64) -> UInt64 {
        let product = left.multipliedFullWidth(by: right)
        return product.high ^ product.low
    }
}
