/// A Swift type that travels to and from PostgreSQL in the binary format of one PostgreSQL type.
///
/// An enumeration or identifier over such a type needs no code: `enum Visibility: String, SQLValue`.
package protocol SQLValue {
    /// The type as which values are bound.
    static var sqlType: PostgresType { get }

    /// True for the absent value of an optional, which is bound as NULL.
    var isSQLNull: Bool { get }

    /// Appends the binary form, without its length.
    func encodeSQL(to bytes: inout [UInt8])

    /// Reads a field of a row; throws what does not fit.
    static func decodeSQL(from field: Field) throws(FieldMismatch) -> Self
}

extension SQLValue {
    /// False, for all but optionals.
    package var isSQLNull: Bool { false }
}

/// One field of a row: the bytes as they came, nil for NULL, valid as long as their `Rows`.
package struct Field {
    /// The type of the column.
    package let type: PostgresType
    /// The binary form.
    package let bytes: UnsafeRawBufferPointer?

    /// The bytes of a field that must not be NULL.
    package func present() throws(FieldMismatch) -> UnsafeRawBufferPointer {
        guard let bytes else { throw .null }
        return bytes
    }
}

/// Why a field could not become the value that was asked for.
package enum FieldMismatch: Error, Equatable {
    /// The field is NULL and the type is not optional.
    case null
    /// The column is of a type that this Swift type does not read.
    case type
    /// The bytes or the value do not fit into the Swift type.
    case value
}

extension RawRepresentable where Self: SQLValue, RawValue: SQLValue {
    /// That of the raw or wrapped value.
    package static var sqlType: PostgresType { RawValue.sqlType }

    /// Appends the binary form.
    package func encodeSQL(to bytes: inout [UInt8]) {
        rawValue.encodeSQL(to: &bytes)
    }

    /// Reads a field.
    package static func decodeSQL(from field: Field) throws(FieldMismatch) -> Self {
        guard let value = Self(rawValue: try RawValue.decodeSQL(from: field)) else { throw .value }
        return value
    }
}

extension Optional: SQLValue where Wrapped: SQLValue {
    package static var sqlType: PostgresType { Wrapped.sqlType }

    package var isSQLNull: Bool {
        guard let self else { return true }
        return self.isSQLNull
    }

    package func encodeSQL(to bytes: inout [UInt8]) {
        self?.encodeSQL(to: &bytes)
    }

    package static func decodeSQL(from field: Field) throws(FieldMismatch) -> Wrapped? {
        field.bytes == nil ? nil : try Wrapped.decodeSQL(from: field)
    }
}
