extension String: SQLValue {
    package static var sqlType: PostgresType { .text }

    package func encodeSQL(to bytes: inout [UInt8]) {
        bytes.append(contentsOf: utf8)
    }

    /// Reads every type whose binary form is its text, `jsonb`, and types that somebody created
    /// (enumerations).
    package static func decodeSQL(from field: Field) throws(FieldMismatch) -> String {
        let bytes = try field.present()
        switch field.type {
        case .text, .varchar, .bpchar, .name, .json, .unknown, .char:
            return String(decoding: bytes, as: UTF8.self)
        case .jsonb: return String(decoding: try field.jsonText(), as: UTF8.self)
        case let type where type.rawValue >= PostgresType.firstCreated:
            return String(decoding: bytes, as: UTF8.self)
        default: throw .type
        }
    }
}

/// JSON as text, bound as `jsonb`, read from `jsonb` or `json`.
package struct JSONText: SQLValue, Hashable, Sendable {
    /// The text in UTF-8.
    package var utf8: [UInt8]

    /// Takes text that is JSON; PostgreSQL refuses anything else.
    package init(utf8: [UInt8]) {
        self.utf8 = utf8
    }

    /// Takes text that is JSON; PostgreSQL refuses anything else.
    package init(_ text: String) {
        utf8 = Array(text.utf8)
    }

    /// The text.
    package var text: String { String(decoding: utf8, as: UTF8.self) }

    /// That of the raw or wrapped value.
    package static var sqlType: PostgresType { .jsonb }

    /// Appends the binary form.
    package func encodeSQL(to bytes: inout [UInt8]) {
        bytes.append(Field.jsonbVersion)
        bytes.append(contentsOf: utf8)
    }

    /// Reads a field.
    package static func decodeSQL(from field: Field) throws(FieldMismatch) -> JSONText {
        JSONText(utf8: Array(try field.jsonText()))
    }
}

extension Field {
    /// The only version of the binary form of `jsonb` there is (`jsonb_recv`): the text after this byte.
    static let jsonbVersion: UInt8 = 1

    /// The text of a `json` or `jsonb` field, without a copy.
    package func jsonText() throws(FieldMismatch) -> UnsafeRawBufferPointer {
        let bytes = try present()
        switch type {
        case .json: return bytes
        case .jsonb where bytes.first == Self.jsonbVersion:
            return UnsafeRawBufferPointer(rebasing: bytes.dropFirst())
        default: throw .type
        }
    }
}
