extension Array<UInt8> {
    /// Appends an integer in network byte order.
    mutating func appendBigEndian<Value: FixedWidthInteger>(_ value: Value) {
        Swift.withUnsafeBytes(of: value.bigEndian) { append(contentsOf: $0) }
    }
}

extension UnsafeRawBufferPointer {
    /// Reads an integer in network byte order; the caller has checked the length.
    func loadBigEndian<Value: FixedWidthInteger>(at offset: Int = 0, as: Value.Type = Value.self) -> Value {
        Value(bigEndian: loadUnaligned(fromByteOffset: offset, as: Value.self))
    }
}

extension Field {
    /// Reads any of the integer types; throws when the value does not fit.
    func integer<Value: FixedWidthInteger>(as: Value.Type) throws(FieldMismatch) -> Value {
        let bytes = try present()
        let wide: Int64
        switch (type, bytes.count) {
        case (.int8, 8): wide = bytes.loadBigEndian(as: Int64.self)
        case (.int4, 4): wide = Int64(bytes.loadBigEndian(as: Int32.self))
        case (.int2, 2): wide = Int64(bytes.loadBigEndian(as: Int16.self))
        case (.oid, 4): wide = Int64(bytes.loadBigEndian(as: UInt32.self))
        default: throw .type
        }
        guard let value = Value(exactly: wide) else { throw .value }
        return value
    }

    /// Reads either floating-point type.
    func floatingPoint() throws(FieldMismatch) -> Double {
        let bytes = try present()
        switch (type, bytes.count) {
        case (.float8, 8): return Double(bitPattern: bytes.loadBigEndian())
        case (.float4, 4): return Double(Float(bitPattern: bytes.loadBigEndian()))
        default: throw .type
        }
    }
}

extension Bool: SQLValue {
    package static var sqlType: PostgresType { .bool }

    package func encodeSQL(to bytes: inout [UInt8]) {
        bytes.append(self ? 1 : 0)
    }

    package static func decodeSQL(from field: Field) throws(FieldMismatch) -> Bool {
        let bytes = try field.present()
        guard field.type == .bool, bytes.count == 1 else { throw .type }
        return bytes[0] != 0
    }
}

extension Int16: SQLValue {
    package static var sqlType: PostgresType { .int2 }
    package func encodeSQL(to bytes: inout [UInt8]) { bytes.appendBigEndian(self) }
    package static func decodeSQL(from field: Field) throws(FieldMismatch) -> Int16 {
        try field.integer(as: Self.self)
    }
}

extension Int32: SQLValue {
    package static var sqlType: PostgresType { .int4 }
    package func encodeSQL(to bytes: inout [UInt8]) { bytes.appendBigEndian(self) }
    package static func decodeSQL(from field: Field) throws(FieldMismatch) -> Int32 {
        try field.integer(as: Self.self)
    }
}

extension Int64: SQLValue {
    package static var sqlType: PostgresType { .int8 }
    package func encodeSQL(to bytes: inout [UInt8]) { bytes.appendBigEndian(self) }
    package static func decodeSQL(from field: Field) throws(FieldMismatch) -> Int64 {
        try field.integer(as: Self.self)
    }
}

extension Int: SQLValue {
    package static var sqlType: PostgresType { .int8 }
    package func encodeSQL(to bytes: inout [UInt8]) { bytes.appendBigEndian(Int64(self)) }
    package static func decodeSQL(from field: Field) throws(FieldMismatch) -> Int {
        try field.integer(as: Self.self)
    }
}

extension Float: SQLValue {
    package static var sqlType: PostgresType { .float4 }
    package func encodeSQL(to bytes: inout [UInt8]) { bytes.appendBigEndian(bitPattern) }

    /// Reads `real` only: a `double precision` would lose digits.
    package static func decodeSQL(from field: Field) throws(FieldMismatch) -> Float {
        let bytes = try field.present()
        guard field.type == .float4, bytes.count == 4 else { throw .type }
        return Float(bitPattern: bytes.loadBigEndian())
    }
}

extension Double: SQLValue {
    package static var sqlType: PostgresType { .float8 }
    package func encodeSQL(to bytes: inout [UInt8]) { bytes.appendBigEndian(bitPattern) }
    package static func decodeSQL(from field: Field) throws(FieldMismatch) -> Double {
        try field.floatingPoint()
    }
}
