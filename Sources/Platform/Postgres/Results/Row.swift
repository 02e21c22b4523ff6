import CLibPQ

/// One row of a result: a view that keeps the result alive.
package struct Row {
    let rows: Rows
    let index: Int32

    /// The bytes of a field and their type, without a copy.
    package func field(_ column: Int) -> Field {
        precondition(column >= 0 && column < rows.columnCount, "the statement returns fewer columns")
        let column = Int32(truncatingIfNeeded: column)
        let type = PostgresType(rawValue: PQftype(rows.result, column))
        guard PQgetisnull(rows.result, index, column) == 0 else { return Field(type: type, bytes: nil) }
        let length = Int(PQgetlength(rows.result, index, column))
        let start = UnsafeRawPointer(PQgetvalue(rows.result, index, column))
        return Field(type: type, bytes: UnsafeRawBufferPointer(start: start, count: length))
    }

    /// One field, by its place from 0; throws `PostgresError.undecodable`.
    package func value<Value: SQLValue>(
        at column: Int, as type: Value.Type = Value.self
    ) throws(PostgresError) -> Value {
        let field = field(column)
        do throws(FieldMismatch) {
            return try Value.decodeSQL(from: field)
        } catch {
            throw .undecodable(
                UndecodableField(
                    column: rows.columnName(column), index: column, type: field.type,
                    expected: "\(Value.self)",
                    mismatch: error))
        }
    }

    /// One field, by its name, which has to be in the statement.
    package func value<Value: SQLValue>(
        _ name: String, as type: Value.Type = Value.self
    ) throws(PostgresError) -> Value {
        guard let column = rows.column(named: name) else { preconditionFailure("no column is named \(name)") }
        return try value(at: column)
    }

    /// The first columns: `let (id, name) = try row.decode(Int64.self, String?.self)`.
    package func decode<each Value: SQLValue>(_ types: repeat (each Value).Type) throws -> (repeat each Value)
    {
        var cursor = cursor
        return (repeat try cursor.next((each Value).self))
    }

    /// The first column.
    package func decode<Value: SQLValue>(_ type: Value.Type) throws(PostgresError) -> Value {
        try value(at: 0)
    }

    /// Reads the columns one after the other.
    package var cursor: RowCursor { RowCursor(row: self) }

    /// Calls `body` with the bytes of a field, nil for NULL, without a copy.
    package func withBytes<Result>(at column: Int, _ body: (UnsafeRawBufferPointer?) throws -> Result)
        rethrows -> Result
    {
        try withExtendedLifetime(rows) { try body(field(column).bytes) }
    }
}

/// Reads the columns of a row one after the other.
package struct RowCursor {
    /// The row.
    package let row: Row
    /// The place of the next column.
    package private(set) var column = 0

    init(row: Row) {
        self.row = row
    }

    /// The next column's value.
    package mutating func next<Value: SQLValue>(_ type: Value.Type = Value.self) throws(PostgresError)
        -> Value
    {
        defer { column += 1 }
        return try row.value(at: column)
    }
}
