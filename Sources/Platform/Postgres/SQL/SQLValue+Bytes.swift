/// A byte is no PostgreSQL type; an array of bytes is a `bytea`.
extension UInt8: SQLArrayElement {
    package static var sqlType: PostgresType { .char }
    package static var sqlArrayType: PostgresType { .bytea }

    package func encodeSQL(to bytes: inout [UInt8]) {
        bytes.append(self)
    }

    package static func decodeSQL(from field: Field) throws(FieldMismatch) -> UInt8 {
        let bytes = try field.present()
        guard field.type == .char, bytes.count == 1 else { throw .type }
        return bytes[0]
    }

    package static func encodeSQLArray(_ elements: [UInt8], to bytes: inout [UInt8]) {
        bytes.append(contentsOf: elements)
    }

    package static func decodeSQLArray(from field: Field) throws(FieldMismatch) -> [UInt8] {
        let bytes = try field.present()
        guard field.type == .bytea else { throw .type }
        return Array(bytes)
    }
}

/// An array of byte strings is a `bytea[]`.
extension Array: SQLArrayElement where Element == UInt8 {
    package static var sqlArrayType: PostgresType { .byteaArray }
}
