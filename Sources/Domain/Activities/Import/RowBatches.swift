import FoundationEssentials

/// Rows as arrays in JSON, each for one statement: of not too many rows, and not too many bytes.
struct RowBatches<Row: Encodable> {
    private var rows: ArraySlice<Row>
    private let encoder = JSONEncoder()
    /// What the batch before had no room for.
    private var held: Data?

    /// Batches of these rows, in their order.
    init(_ rows: [Row]) {
        self.rows = rows[...]
    }

    /// The next of them; nil behind the last. Only a row that is too long by itself is more than the limit.
    mutating func next() throws -> [UInt8]? {
        var batch: [UInt8] = []
        var count = 0
        while count < ImportLimits.rows, let row = try nextRow() {
            if count > 0, batch.count + row.count >= ImportLimits.rowBytes {
                held = row
                break
            }
            batch.append(count == 0 ? UInt8(ascii: "[") : UInt8(ascii: ","))
            batch.append(contentsOf: row)
            count += 1
        }
        guard count > 0 else { return nil }
        batch.append(UInt8(ascii: "]"))
        return batch
    }

    private mutating func nextRow() throws -> Data? {
        if let row = held {
            held = nil
            return row
        }
        return try rows.popFirst().map { try encoder.encode($0) }
    }
}
