/// One message other than a record, whose fields are looked up by number.
struct FITMessage {
    /// The message without its header.
    let bytes: UnsafeRawBufferPointer
    let definition: FITDefinition

    /// The first value of a field; nil where it is absent, invalid or text.
    func number(_ field: UInt8) -> Double? {
        guard let field = find(field) else { return nil }
        return Self.number(
            in: bytes, at: field.offset, end: field.offset + field.byteCount, field.type, order)
    }

    /// The first value of a field in its unit.
    func number(_ field: UInt8, scale: Double, offset: Double = 0) -> Double? {
        number(field).map { $0 / scale - offset }
    }

    /// A field of type `date_time`: seconds of FIT's clock.
    func time(_ field: UInt8) -> Int64? {
        number(field).flatMap { 0..<Double(UInt32.max) ~= $0 ? Int64($0) : nil }
    }

    /// All values of an array; nil for invalid ones.
    func numbers(_ field: UInt8) -> [Double?] {
        guard let field = find(field) else { return [] }
        let end = field.offset + field.byteCount
        return stride(from: field.offset, to: end, by: field.type.byteCount).map {
            Self.number(in: bytes, at: $0, end: end, field.type, order)
        }
    }

    /// The bytes of a field as they stand.
    func rawBytes(_ field: UInt8) -> UnsafeRawBufferPointer? {
        find(field).map { UnsafeRawBufferPointer(rebasing: bytes[$0.offset..<$0.offset + $0.byteCount]) }
    }

    /// Text up to its end mark; what isn't UTF-8 is replaced. Nil for empty text.
    func text(_ field: UInt8) -> String? {
        guard let field = find(field), field.type == .string else { return nil }
        let all = bytes[field.offset..<field.offset + field.byteCount]
        let text = String(decoding: all.prefix { $0 != 0 }, as: UTF8.self)
        var trimmed = text[...]
        while trimmed.first?.isWhitespace == true { trimmed.removeFirst() }
        while trimmed.last?.isWhitespace == true { trimmed.removeLast() }
        return trimmed.isEmpty ? nil : String(trimmed)
    }

    private var order: FITByteOrder { definition.isBigEndian ? .big : .little }

    private func find(_ number: UInt8) -> FITField? { definition.field(number) }
}

/// The order of the bytes of a number.
enum FITByteOrder {
    case little, big
}

extension FITMessage {
    /// The value at an offset; nil where it isn't whole before `end`, or is its type's mark for none.
    static func number(
        in bytes: UnsafeRawBufferPointer, at offset: Int, end: Int, _ type: FITBaseType, _ order: FITByteOrder
    ) -> Double? {
        guard offset >= 0, type.byteCount <= end - offset, end <= bytes.count else { return nil }
        func load<Value: FixedWidthInteger>(_ none: Value) -> Value? {
            let raw = bytes.loadUnaligned(fromByteOffset: offset, as: Value.self)
            let value = order == .big ? Value(bigEndian: raw) : Value(littleEndian: raw)
            return value == none ? nil : value
        }
        switch type {
        case .enumeration, .uint8, .bytes: return load(UInt8.max).map { Double($0) }
        case .int8: return load(Int8.max).map { Double($0) }
        case .int16: return load(Int16.max).map { Double($0) }
        case .uint16: return load(UInt16.max).map { Double($0) }
        case .int32: return load(Int32.max).map { Double($0) }
        case .uint32: return load(UInt32.max).map { Double($0) }
        case .uint8z: return load(UInt8(0)).map { Double($0) }
        case .uint16z: return load(UInt16(0)).map { Double($0) }
        case .uint32z: return load(UInt32(0)).map { Double($0) }
        case .int64: return load(Int64.max).map { Double($0) }
        case .uint64: return load(UInt64.max).map { Double($0) }
        case .uint64z: return load(UInt64(0)).map { Double($0) }
        case .float32:
            return load(UInt32.max).map { Double(Float(bitPattern: $0)) }.flatMap { $0.isFinite ? $0 : nil }
        case .float64:
            return load(UInt64.max).map { Double(bitPattern: $0) }.flatMap { $0.isFinite ? $0 : nil }
        case .string: return nil
        }
    }
}
