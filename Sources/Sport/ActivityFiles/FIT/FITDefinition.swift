/// How the values of a field are written.
enum FITBaseType: UInt8 {
    case enumeration, int8, uint8, int16, uint16, int32, uint32, string, float32, float64
    case uint8z, uint16z, uint32z, bytes, int64, uint64, uint64z

    /// From the byte in a definition, whose upper bits only repeat what the lower ones say; unknown types are
    /// plain bytes.
    init(definitionByte: UInt8) { self = FITBaseType(rawValue: definitionByte & 0x1f) ?? .bytes }

    /// The width of one value.
    var byteCount: Int {
        switch self {
        case .enumeration, .int8, .uint8, .uint8z, .string, .bytes: 1
        case .int16, .uint16, .uint16z: 2
        case .int32, .uint32, .uint32z, .float32: 4
        case .float64, .int64, .uint64, .uint64z: 8
        }
    }
}

/// A field of the messages that follow a definition.
struct FITField {
    var number: UInt8
    /// Where it lies in the message.
    var offset: Int
    var byteCount: Int
    var type: FITBaseType
}

/// A field that a program on the device has added; what it means is in a `field_description`.
struct FITDeveloperField {
    var number: UInt8
    var developerIndex: UInt8
    var offset: Int
    var byteCount: Int
}

/// How the messages of a local type are laid out: parsed once, then used for each of them.
final class FITDefinition {
    let globalNumber: UInt16
    let isBigEndian: Bool
    let fields: [FITField]
    let developerFields: [FITDeveloperField]
    /// The bytes of a message without its header.
    let byteCount: Int
    /// Where the timestamp of the usual kind lies.
    let timestampOffset: Int?
    /// What is done with records; made when the first one comes, since field descriptions may come between.
    var recordPlan: FITRecordPlan?

    static let timestampNumber: UInt8 = 253

    /// The place in `fields` by field number, 255 for none; `record` doesn't need it.
    private lazy var places: [UInt8] = {
        var places = [UInt8](repeating: .max, count: 256)
        for (place, field) in fields.enumerated().reversed() { places[Int(field.number)] = UInt8(place) }
        return places
    }()

    /// The first field of this number.
    func field(_ number: UInt8) -> FITField? {
        let place = places[Int(number)]
        return place == .max ? nil : fields[Int(place)]
    }

    /// Reads the definition behind a record header; nil where the bytes end within it.
    ///
    /// - Parameter position: behind the header; is moved behind the definition.
    init?(_ bytes: UnsafeRawBufferPointer, position: inout Int, end: Int, hasDeveloperFields: Bool) {
        guard end - position >= 5 else { return nil }
        isBigEndian = bytes[position + 1] & 1 == 1
        let number = bytes.loadUnaligned(fromByteOffset: position + 2, as: UInt16.self)
        globalNumber = isBigEndian ? UInt16(bigEndian: number) : UInt16(littleEndian: number)
        let count = Int(bytes[position + 4])
        position += 5
        guard end - position >= count * 3 else { return nil }
        var fields: [FITField] = []
        fields.reserveCapacity(count)
        var offset = 0
        var timestampOffset: Int?
        for _ in 0..<count {
            let field = FITField(
                number: bytes[position], offset: offset, byteCount: Int(bytes[position + 1]),
                type: FITBaseType(definitionByte: bytes[position + 2]))
            if field.number == Self.timestampNumber && field.type == .uint32 && field.byteCount == 4 {
                timestampOffset = offset
            }
            fields.append(field)
            offset += field.byteCount
            position += 3
        }
        var developerFields: [FITDeveloperField] = []
        if hasDeveloperFields {
            guard end - position >= 1 else { return nil }
            let count = Int(bytes[position])
            position += 1
            guard end - position >= count * 3 else { return nil }
            for _ in 0..<count {
                let field = FITDeveloperField(
                    number: bytes[position], developerIndex: bytes[position + 2], offset: offset,
                    byteCount: Int(bytes[position + 1]))
                developerFields.append(field)
                offset += field.byteCount
                position += 3
            }
        }
        self.fields = fields
        self.developerFields = developerFields
        self.timestampOffset = timestampOffset
        byteCount = offset
    }
}
