/// A statement and its values. `"SELECT name FROM athlete WHERE id = \(id)"` binds `id` in binary as `$1`.
///
/// The text can only come from literals of the program, so that no value can ever become text. A `SQL` inside
/// another is spliced in, its values renumbered. What text may differ (the direction of an order, the name of
/// a column) is chosen among literals, or goes through `\(unescaped:)`.
package struct SQL: ExpressibleByStringInterpolation, Sendable {
    /// At most this many values in a statement: the protocol counts them in 16 bits.
    package static let valueLimit = 65_535

    /// Text and values in their order.
    private(set) var pieces: [Piece] = []
    /// The binary forms of all values, one after the other.
    private(set) var bytes: [UInt8] = []
    private(set) var valueCount = 0
    /// Tells texts apart without reading them: mixes the addresses of the literals and the types of the
    /// values.
    private(set) var identity: UInt64 = 0

    enum Piece: Sendable {
        case text(StaticString)
        /// `length` is -1 for NULL.
        case value(type: PostgresType, offset: Int, length: Int)
    }

    /// An empty fragment.
    package init() {}

    /// A statement without values.
    package init(stringLiteral text: StaticString) {
        append(text)
    }

    /// A statement with its values.
    package init(stringInterpolation: StringInterpolation) {
        self = stringInterpolation.sql
        precondition(
            valueCount <= SQL.valueLimit, "a statement has at most 65,535 values; bind arrays instead")
    }

    /// True when there is neither text nor a value.
    package var isEmpty: Bool { pieces.isEmpty }

    mutating func reserve(pieces: Int, bytes: Int) {
        self.pieces.reserveCapacity(pieces)
        self.bytes.reserveCapacity(bytes)
    }

    mutating func append(_ text: StaticString) {
        guard text.utf8CodeUnitCount > 0 else { return }
        pieces.append(.text(text))
        mix(
            text.hasPointerRepresentation
                ? UInt64(UInt(bitPattern: text.utf8Start)) : UInt64(text.unicodeScalar.value))
        mix(UInt64(text.utf8CodeUnitCount))
    }

    mutating func append(_ value: some SQLValue) {
        append(value, as: type(of: value).sqlType)
    }

    private mutating func append<Value: SQLValue>(_ value: Value, as type: PostgresType) {
        let offset = bytes.count
        let isNull = value.isSQLNull
        if !isNull { value.encodeSQL(to: &bytes) }
        pieces.append(.value(type: type, offset: offset, length: isNull ? -1 : bytes.count - offset))
        valueCount += 1
        mix(UInt64(type.rawValue))
    }

    /// Splices a fragment in at the end.
    package mutating func append(_ fragment: SQL) {
        let base = bytes.count
        bytes.append(contentsOf: fragment.bytes)
        for piece in fragment.pieces {
            switch piece {
            case .text(let text): append(text)
            case .value(let type, let offset, let length):
                pieces.append(.value(type: type, offset: base + offset, length: length))
                valueCount += 1
                mix(UInt64(type.rawValue))
            }
        }
    }

    /// The same text, keeping none of the values.
    var withoutValues: SQL {
        var shape = self
        shape.bytes = []
        return shape
    }

    private mutating func mix(_ word: UInt64) {
        let (high, low) = (identity ^ word ^ 0x9E37_79B9_7F4A_7C15).multipliedFullWidth(
            by: 0xD6E8_FEB8_6659_FD93)
        identity = high ^ low
    }

    /// The text with `$n` for the values, as PostgreSQL gets it.
    package var text: String {
        var text = ""
        var position = 0
        for piece in pieces {
            switch piece {
            case .text(let literal): text += literal.description
            case .value:
                position += 1
                text += "$\(position)"
            }
        }
        return text
    }
}

extension SQL {
    /// Collects the parts of an interpolated literal.
    package struct StringInterpolation: StringInterpolationProtocol {
        var sql = SQL()

        /// Makes room for the parts.
        package init(literalCapacity: Int, interpolationCount: Int) {
            sql.reserve(pieces: 2 * interpolationCount + 1, bytes: 16 * interpolationCount)
        }

        /// Appends text.
        package mutating func appendLiteral(_ literal: StaticString) {
            sql.append(literal)
        }

        /// Binds a value.
        package mutating func appendInterpolation(_ value: some SQLValue) {
            sql.append(value)
        }

        /// Binds a value, or NULL. (Apart from the above only so that the compiler does not warn about text.)
        package mutating func appendInterpolation<Value: SQLValue>(_ value: Value?) {
            sql.append(value)
        }

        /// Binds the raw value of an enumeration or identifier.
        @_disfavoredOverload
        package mutating func appendInterpolation<Value: RawRepresentable>(_ value: Value)
        where Value.RawValue: SQLValue {
            sql.append(value.rawValue)
        }

        /// Binds the raw value of an enumeration or identifier, or NULL.
        @_disfavoredOverload
        package mutating func appendInterpolation<Value: RawRepresentable>(_ value: Value?)
        where Value.RawValue: SQLValue {
            sql.append(value?.rawValue)
        }

        /// Splices a fragment in.
        package mutating func appendInterpolation(_ fragment: SQL) {
            sql.append(fragment)
        }

        /// Splices in a literal of the program as text: a column's name, a direction.
        package mutating func appendInterpolation(unescaped literal: StaticString) {
            sql.append(literal)
        }
    }
}

extension Sequence<SQL> {
    /// The fragments in their order, with a literal between them: conditions with `" AND "`.
    package func joined(separator: StaticString) -> SQL {
        var joined = SQL()
        for (index, fragment) in enumerated() {
            if index > 0 { joined.append(separator) }
            joined.append(fragment)
        }
        return joined
    }
}
