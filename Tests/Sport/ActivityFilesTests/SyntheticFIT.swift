/// Writes FIT files for tests.
struct SyntheticFIT {
    /// A value together with how it is written.
    enum Value {
        case enumeration(UInt8)
        case int8(Int8)
        case uint8(UInt8)
        case int16(Int16)
        case uint16(UInt16)
        case int32(Int32)
        case uint32(UInt32)
        case text(String)
        case float32(Float)
        case float64(Double)
        case uint32z(UInt32)
        case bytes([UInt8])
        case int64(Int64)
        case uint64(UInt64)
        case array16([UInt16])
        case array8([UInt8])
    }

    var isBigEndian = false
    /// The messages, without header and checksum.
    private(set) var body: [UInt8] = []
    private var definitions: [UInt8: [UInt8]] = [:]

    /// 2024-05-01 06:00:00 UTC on FIT's clock.
    static let start: UInt32 = 1_083_477_600
    /// The same in milliseconds since 1970.
    static let startMilliseconds: Int64 = 1_714_543_200_000

    init(isBigEndian: Bool = false) { self.isBigEndian = isBigEndian }

    /// Writes a message, and its definition where that has changed.
    ///
    /// - Parameter developer: number, index of the developer, value.
    mutating func add(
        _ message: UInt16, local: UInt8 = 0, _ fields: [(UInt8, Value)],
        developer: [(UInt8, UInt8, Value)] = [], compressedTime: UInt8? = nil
    ) {
        define(message, local: local, fields, developer: developer)
        if let compressedTime {
            body.append(0x80 | local << 5 | compressedTime & 0x1f)
        } else {
            body.append(local)
        }
        for field in fields { body += encoded(field.1) }
        for field in developer { body += encoded(field.2) }
    }

    /// Writes the definition of such a message.
    mutating func define(
        _ message: UInt16, local: UInt8 = 0, _ fields: [(UInt8, Value)],
        developer: [(UInt8, UInt8, Value)] = []
    ) {
        var definition: [UInt8] = [0, isBigEndian ? 1 : 0]
        definition += encoded(.uint16(message))
        definition.append(UInt8(fields.count))
        for field in fields {
            definition += [field.0, UInt8(encoded(field.1).count), Self.type(of: field.1)]
        }
        if !developer.isEmpty {
            definition.append(UInt8(developer.count))
            for field in developer { definition += [field.0, UInt8(encoded(field.2).count), field.1] }
        }
        guard definitions[local] != definition else { return }
        definitions[local] = definition
        body.append(0x40 | (developer.isEmpty ? 0 : 0x20) | local)
        body += definition
    }

    /// Bytes as they are.
    mutating func addRaw(_ bytes: [UInt8]) { body += bytes }

    /// The usual first message.
    mutating func addFileID(type: UInt8 = 4) {
        add(
            0, local: 15,
            [
                (0, .enumeration(type)), (1, .uint16(1)), (2, .uint16(3113)), (3, .uint32z(4_000_000_001)),
                (4, .uint32(Self.start)),
            ])
    }

    /// A record of the usual kind, going north.
    mutating func addRecord(_ second: UInt32, local: UInt8 = 1) {
        add(
            20, local: local,
            [
                (253, .uint32(Self.start + second)), (0, .int32(560_000_000 + Int32(second) * 1000)),
                (1, .int32(100_000_000)), (2, .uint16(UInt16(2500 + 5 * 400 + second))),
                (5, .uint32(second * 1000)), (3, .uint8(UInt8(120 + second % 60))), (4, .uint8(85)),
                (7, .uint16(UInt16(200 + second % 50))), (6, .uint16(10_000)), (13, .int8(-3)),
            ])
    }

    /// A session of cycling.
    mutating func addSession(
        from start: UInt32, seconds: UInt32, sport: UInt8 = 2, subSport: UInt8 = 0,
        more: [(UInt8, Value)] = []
    ) {
        add(
            18, local: 2,
            [
                (253, .uint32(Self.start + start + seconds)), (2, .uint32(Self.start + start)),
                (7, .uint32(seconds * 1000)), (8, .uint32(seconds * 1000)), (5, .enumeration(sport)),
                (6, .enumeration(subSport)),
            ] + more)
    }

    /// A whole file.
    ///
    /// - Parameter dataByteCount: what the header says; the truth unless told.
    func file(
        headerByteCount: UInt8 = 14, dataByteCount: UInt32? = nil, hasHeaderChecksum: Bool = true
    ) -> [UInt8] {
        let size = dataByteCount ?? UInt32(body.count)
        var bytes: [UInt8] = [headerByteCount, 0x20, 0x5c, 0x08]
        for shift: UInt32 in [0, 8, 16, 24] { bytes.append(UInt8(truncatingIfNeeded: size >> shift)) }
        bytes += Array(".FIT".utf8)
        if headerByteCount == 14 {
            let checksum = hasHeaderChecksum ? Self.checksum(bytes) : 0
            bytes += [UInt8(checksum & 0xff), UInt8(checksum >> 8)]
        }
        bytes += body
        let checksum = Self.checksum(bytes)
        return bytes + [UInt8(checksum & 0xff), UInt8(checksum >> 8)]
    }

    /// Bit by bit, to compare the fast one with.
    static func checksum(_ bytes: [UInt8]) -> UInt16 {
        var crc: UInt16 = 0
        for byte in bytes {
            crc ^= UInt16(byte)
            for _ in 0..<8 { crc = crc & 1 == 1 ? (crc >> 1) ^ 0xa001 : crc >> 1 }
        }
        return crc
    }

    private func encoded(_ value: Value) -> [UInt8] {
        switch value {
        case .enumeration(let value), .uint8(let value): [value]
        case .int8(let value): [UInt8(bitPattern: value)]
        case .int16(let value): ordered(value)
        case .uint16(let value): ordered(value)
        case .int32(let value): ordered(value)
        case .uint32(let value), .uint32z(let value): ordered(value)
        case .text(let text): Array(text.utf8) + [0]
        case .float32(let value): ordered(value.bitPattern)
        case .float64(let value): ordered(value.bitPattern)
        case .bytes(let bytes), .array8(let bytes): bytes
        case .int64(let value): ordered(value)
        case .uint64(let value): ordered(value)
        case .array16(let values): values.flatMap { ordered($0) }
        }
    }

    private func ordered<Number: FixedWidthInteger>(_ value: Number) -> [UInt8] {
        withUnsafeBytes(of: isBigEndian ? value.bigEndian : value.littleEndian) { Array($0) }
    }

    private static func type(of value: Value) -> UInt8 {
        switch value {
        case .enumeration: 0x00
        case .int8: 0x01
        case .uint8, .array8: 0x02
        case .int16: 0x83
        case .uint16, .array16: 0x84
        case .int32: 0x85
        case .uint32: 0x86
        case .text: 0x07
        case .float32: 0x88
        case .float64: 0x89
        case .uint32z: 0x8c
        case .bytes: 0x0d
        case .int64: 0x8e
        case .uint64: 0x8f
        }
    }
}
