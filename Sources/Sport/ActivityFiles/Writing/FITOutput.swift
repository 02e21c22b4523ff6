/// The base types of the FIT protocol that are written here; the raw values are the protocol's.
enum FITFieldType: UInt8 {
    case enumeration = 0x00
    case sint8 = 0x01
    case uint8 = 0x02
    case uint16 = 0x84
    case sint32 = 0x85
    case uint32 = 0x86

    var byteCount: Int {
        switch self {
        case .enumeration, .sint8, .uint8: 1
        case .uint16: 2
        case .sint32, .uint32: 4
        }
    }

    /// What stands for no value.
    var invalid: UInt32 {
        switch self {
        case .enumeration, .uint8: 0xff
        case .sint8: 0x7f
        case .uint16: 0xffff
        case .sint32: 0x7fff_ffff
        case .uint32: 0xffff_ffff
        }
    }

    /// A value's bits, those of `invalid` where it has no room.
    func bits(_ value: Int64?) -> UInt32 {
        guard let value else { return invalid }
        let range: ClosedRange<Int64> =
            switch self {
            case .enumeration, .uint8: 0...0xfe
            case .sint8: -0x80...0x7e
            case .uint16: 0...0xfffe
            case .sint32: -0x8000_0000...0x7fff_fffe
            case .uint32: 0...0xffff_fffe
            }
        return range.contains(value) ? UInt32(truncatingIfNeeded: value) : invalid
    }
}

/// A field of a message.
struct FITValue {
    let number: UInt8
    let type: FITFieldType
    let bits: UInt32

    /// A field with a whole number, nil for none.
    init(_ number: UInt8, _ type: FITFieldType, _ value: Int64?) {
        self.number = number
        self.type = type
        bits = type.bits(value)
    }

    /// A field with a number in its unit, which is written times `scale`.
    init(_ number: UInt8, _ type: FITFieldType, _ value: Double?, scale: Double = 1) {
        let scaled = value.map { ($0 * scale).rounded() } ?? .nan
        self.init(number, type, abs(scaled) < 1e15 ? Int64(scaled) : nil)
    }
}

/// A FIT file as it grows.
struct FITOutput {
    /// Messages as this writes them; the raw values are the local types, and stand for the protocol's
    /// numbers.
    enum Message: UInt8 {
        case fileID, fileCreator, event, record, lap, session, activity

        var globalNumber: UInt16 {
            switch self {
            case .fileID: 0
            case .fileCreator: 49
            case .event: 21
            case .record: 20
            case .lap: 19
            case .session: 18
            case .activity: 34
            }
        }
    }

    private static let headerByteCount = 14
    private(set) var bytes: [UInt8] = []
    private var defined: Set<Message> = []

    init(capacity: Int) {
        bytes.reserveCapacity(capacity)
        bytes += [UInt8](repeating: 0, count: Self.headerByteCount)
    }

    /// Says which fields the messages of this kind have from here on; all of them have the same.
    mutating func define(_ message: Message, _ fields: [(number: UInt8, type: FITFieldType)]) {
        guard defined.insert(message).inserted else { return }
        bytes += [0x40 | message.rawValue, 0, 0]
        append(message.globalNumber)
        bytes.append(UInt8(fields.count))
        for field in fields { bytes += [field.number, UInt8(field.type.byteCount), field.type.rawValue] }
    }

    /// Begins a message that has been defined; its fields have to follow.
    mutating func begin(_ message: Message) {
        bytes.append(message.rawValue)
    }

    /// A whole message, defined when it is the first of its kind.
    mutating func append(_ message: Message, _ values: [FITValue]) {
        define(message, values.map { ($0.number, $0.type) })
        begin(message)
        for value in values { append(value.bits, value.type) }
    }

    /// A field's bits, little-endian.
    mutating func append(_ bits: UInt32, _ type: FITFieldType) {
        switch type.byteCount {
        case 1: bytes.append(UInt8(truncatingIfNeeded: bits))
        case 2: append(UInt16(truncatingIfNeeded: bits))
        default: append(bits)
        }
    }

    private mutating func append(_ value: UInt16) {
        bytes.append(UInt8(truncatingIfNeeded: value))
        bytes.append(UInt8(truncatingIfNeeded: value >> 8))
    }

    mutating func append(_ value: UInt32) {
        append(UInt16(truncatingIfNeeded: value))
        append(UInt16(truncatingIfNeeded: value >> 16))
    }

    /// Protocol 2.0, profile 21.60.
    private static let versions: [UInt8] = [0x20, 0x70, 0x08]

    /// The file with its header and checksums.
    consuming func finished() -> [UInt8] {
        let dataByteCount = UInt32(bytes.count - Self.headerByteCount)
        var header: [UInt8] = [UInt8(Self.headerByteCount)] + Self.versions
        for byte in 0..<4 { header.append(UInt8(truncatingIfNeeded: dataByteCount >> (8 * UInt32(byte)))) }
        header += Array(".FIT".utf8)
        let headerCheck = header.withUnsafeBytes(FITChecksum.checksum)
        header += [UInt8(truncatingIfNeeded: headerCheck), UInt8(headerCheck >> 8)]
        bytes.replaceSubrange(0..<Self.headerByteCount, with: header)
        append(bytes.withUnsafeBytes(FITChecksum.checksum))
        return bytes
    }
}
