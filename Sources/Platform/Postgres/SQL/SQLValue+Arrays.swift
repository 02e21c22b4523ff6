package import FoundationEssentials

/// A value that arrays are made of.
package protocol SQLArrayElement: SQLValue {
    /// The PostgreSQL type of an array of these.
    static var sqlArrayType: PostgresType { get }

    /// Appends an array in its binary form.
    static func encodeSQLArray(_ elements: [Self], to bytes: inout [UInt8])

    /// Reads a one-dimensional array.
    static func decodeSQLArray(from field: Field) throws(FieldMismatch) -> [Self]
}

extension Array: SQLValue where Element: SQLArrayElement {
    package static var sqlType: PostgresType { Element.sqlArrayType }

    package func encodeSQL(to bytes: inout [UInt8]) {
        Element.encodeSQLArray(self, to: &bytes)
    }

    package static func decodeSQL(from field: Field) throws(FieldMismatch) -> [Element] {
        try Element.decodeSQLArray(from: field)
    }
}

extension SQLArrayElement {
    // The binary form (`array_send`): dimensions, whether there are NULLs, element type, then for each
    // dimension its length and lower bound, then each element with its length, -1 for NULL.
    /// The binary form of `array_send`.
    package static func encodeSQLArray(_ elements: [Self], to bytes: inout [UInt8]) {
        bytes.appendBigEndian(Int32(elements.isEmpty ? 0 : 1))
        bytes.appendBigEndian(Int32(elements.contains { $0.isSQLNull } ? 1 : 0))
        bytes.appendBigEndian(sqlType.rawValue)
        guard !elements.isEmpty else { return }
        bytes.appendBigEndian(Int32(elements.count))
        bytes.appendBigEndian(Int32(1))
        for element in elements {
            let lengthOffset = bytes.count
            bytes.appendBigEndian(Int32(-1))
            guard !element.isSQLNull else { continue }
            element.encodeSQL(to: &bytes)
            let length = Int32(bytes.count - lengthOffset - 4).bigEndian
            bytes.withUnsafeMutableBytes {
                $0.storeBytes(of: length, toByteOffset: lengthOffset, as: Int32.self)
            }
        }
    }

    /// Reads what `array_send` writes.
    package static func decodeSQLArray(from field: Field) throws(FieldMismatch) -> [Self] {
        let bytes = try field.present()
        guard bytes.count >= 12 else { throw .type }
        let dimensions = bytes.loadBigEndian(at: 0, as: Int32.self)
        let type = PostgresType(rawValue: bytes.loadBigEndian(at: 8, as: UInt32.self))
        if dimensions == 0 { return [] }
        guard dimensions == 1, bytes.count >= 20 else { throw .type }
        let count = Int(bytes.loadBigEndian(at: 12, as: Int32.self))
        guard count >= 0, count <= (bytes.count - 20) / 4 else { throw .value }
        var elements: [Self] = []
        elements.reserveCapacity(count)
        var offset = 20
        for _ in 0..<count {
            let element = try Field.element(of: bytes, at: &offset, type: type)
            elements.append(try decodeSQL(from: element))
        }
        return elements
    }
}

extension Field {
    /// The element of an array that starts, with its length, at `offset`, which moves to the next one.
    static func element(
        of bytes: UnsafeRawBufferPointer, at offset: inout Int, type: PostgresType
    ) throws(FieldMismatch) -> Field {
        guard offset + 4 <= bytes.count else { throw .value }
        let length = Int(bytes.loadBigEndian(at: offset, as: Int32.self))
        offset += 4
        if length < 0 { return Field(type: type, bytes: nil) }
        guard length <= bytes.count - offset else { throw .value }
        defer { offset += length }
        return Field(type: type, bytes: UnsafeRawBufferPointer(rebasing: bytes[offset..<offset + length]))
    }
}

extension Bool: SQLArrayElement { package static var sqlArrayType: PostgresType { .boolArray } }
extension Int16: SQLArrayElement { package static var sqlArrayType: PostgresType { .int2Array } }
extension Int32: SQLArrayElement { package static var sqlArrayType: PostgresType { .int4Array } }
extension Int64: SQLArrayElement { package static var sqlArrayType: PostgresType { .int8Array } }
extension Int: SQLArrayElement { package static var sqlArrayType: PostgresType { .int8Array } }
extension Float: SQLArrayElement { package static var sqlArrayType: PostgresType { .float4Array } }
extension Double: SQLArrayElement { package static var sqlArrayType: PostgresType { .float8Array } }
extension String: SQLArrayElement { package static var sqlArrayType: PostgresType { .textArray } }
extension Date: SQLArrayElement { package static var sqlArrayType: PostgresType { .timestamptzArray } }
extension JSONText: SQLArrayElement { package static var sqlArrayType: PostgresType { .jsonbArray } }

extension Optional: SQLArrayElement where Wrapped: SQLArrayElement {
    package static var sqlArrayType: PostgresType { Wrapped.sqlArrayType }
}

extension RawRepresentable where Self: SQLArrayElement, RawValue: SQLArrayElement {
    /// That of the raw or wrapped value.
    package static var sqlArrayType: PostgresType { RawValue.sqlArrayType }
}
