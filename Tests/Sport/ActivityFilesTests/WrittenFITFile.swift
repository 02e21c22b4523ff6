/// A small reader of what the FIT encoder writes: little-endian messages without developer fields.
struct WrittenFITFile {
    /// A message's fields with their bits, those without a value left out.
    struct Message {
        let number: UInt16
        let fields: [UInt8: UInt32]
    }

    private struct Definition {
        let number: UInt16
        let fields: [(number: UInt8, byteCount: Int, baseType: UInt8)]
    }

    private(set) var messages: [Message] = []

    /// Nil for anything that isn't whole.
    init?(_ bytes: [UInt8]) {
        guard bytes.count > 16, bytes[0] == 14, bytes[1] == 0x20, Array(bytes[8..<12]) == Array(".FIT".utf8),
            Self.number(bytes[4..<8]) == UInt32(bytes.count - 16)
        else { return nil }
        // A checksum over bytes and their checksum is 0.
        guard Self.checksum(bytes[..<14]) == 0, Self.checksum(bytes[...]) == 0 else { return nil }
        var definitions: [UInt8: Definition] = [:]
        var rest = bytes[14..<bytes.count - 2]
        while let head = rest.popFirst() {
            if head & 0x40 != 0 {
                guard let definition = Self.definition(&rest) else { return nil }
                definitions[head & 15] = definition
            } else {
                guard let definition = definitions[head], let fields = Self.fields(definition, &rest) else {
                    return nil
                }
                messages.append(Message(number: definition.number, fields: fields))
            }
        }
    }

    /// The messages of one kind.
    subscript(number: UInt16) -> [[UInt8: UInt32]] {
        messages.filter { $0.number == number }.map(\.fields)
    }

    private static func definition(_ rest: inout ArraySlice<UInt8>) -> Definition? {
        guard rest.count >= 5 else { return nil }
        let head = Array(rest.prefix(5))
        rest = rest.dropFirst(5)
        let byteCount = Int(head[4]) * 3
        guard head[0] == 0, head[1] == 0, rest.count >= byteCount else { return nil }
        let entries = Array(rest.prefix(byteCount))
        rest = rest.dropFirst(byteCount)
        var fields: [(number: UInt8, byteCount: Int, baseType: UInt8)] = []
        for start in stride(from: 0, to: byteCount, by: 3) {
            fields.append((entries[start], Int(entries[start + 1]), entries[start + 2]))
        }
        return Definition(number: UInt16(number(head[2..<4])), fields: fields)
    }

    private static func fields(
        _ definition: Definition, _ rest: inout ArraySlice<UInt8>
    ) -> [UInt8: UInt32]? {
        var fields: [UInt8: UInt32] = [:]
        for field in definition.fields {
            guard rest.count >= field.byteCount else { return nil }
            let bits = number(rest.prefix(field.byteCount))
            rest = rest.dropFirst(field.byteCount)
            if bits != invalid(field.baseType) { fields[field.number] = bits }
        }
        return fields
    }

    private static func invalid(_ baseType: UInt8) -> UInt32 {
        switch baseType {
        case 0x01: 0x7f
        case 0x84: 0xffff
        case 0x85: 0x7fff_ffff
        case 0x86: 0xffff_ffff
        default: 0xff
        }
    }

    private static func number(_ bytes: ArraySlice<UInt8>) -> UInt32 {
        bytes.reversed().reduce(0) { $0 << 8 | UInt32($1) }
    }

    /// The protocol's CRC-16, bit by bit.
    private static func checksum(_ bytes: ArraySlice<UInt8>) -> UInt16 {
        var checksum: UInt16 = 0
        for byte in bytes {
            checksum ^= UInt16(byte)
            for _ in 0..<8 { checksum = checksum & 1 == 0 ? checksum >> 1 : checksum >> 1 ^ 0xa001 }
        }
        return checksum
    }
}
