import CLibPQ

/// What a statement gave: its rows, or how many it touched. Owns libpq's result; rows point into it.
package final class Rows: RandomAccessCollection {
    let result: OpaquePointer
    /// How many rows were returned.
    package let count: Int
    /// How many columns each has.
    package let columnCount: Int

    init(_ result: consuming PGResult) {
        let pointer = result.take()
        self.result = pointer
        count = Int(PQntuples(pointer))
        columnCount = Int(PQnfields(pointer))
    }

    deinit {
        PQclear(result)
    }

    /// The place of the first row.
    package var startIndex: Int { 0 }
    package var endIndex: Int { count }

    /// The row at a place from 0.
    package subscript(index: Int) -> Row {
        precondition(index >= 0 && index < count, "no such row")
        return Row(rows: self, index: Int32(truncatingIfNeeded: index))
    }

    /// Rows inserted, updated, deleted, or returned by a `SELECT`; 0 for other commands.
    package var affectedCount: Int {
        PQcmdTuples(result).flatMap { Int(String(cString: $0)) } ?? 0
    }

    /// The place of the first column of that name.
    package func column(named name: String) -> Int? {
        let index = PQfnumber(result, "\"\(name)\"")
        return index < 0 ? nil : Int(index)
    }

    /// The name of a column.
    package func columnName(_ index: Int) -> String {
        PQfname(result, Int32(truncatingIfNeeded: index)).map { String(cString: $0) } ?? "?"
    }

    /// The first columns of all rows.
    package func decode<each Value: SQLValue>(_ types: repeat (each Value).Type) throws -> [(
        repeat each Value
    )] {
        var all: [(repeat each Value)] = []
        all.reserveCapacity(count)
        for row in self { all.append(try row.decode(repeat (each Value).self)) }
        return all
    }

    /// The first column of all rows.
    package func decode<Value: SQLValue>(_ type: Value.Type) throws -> [Value] {
        var all: [Value] = []
        all.reserveCapacity(count)
        for row in self { all.append(try row.decode(Value.self)) }
        return all
    }

    /// What the command says it did: `INSERT 0 1`, `ROLLBACK`.
    var commandTag: String { PQcmdStatus(result).map { String(cString: $0) } ?? "" }
}
