/// Reads the rows of a table in CSV (RFC 4180), one after the other; pure.
///
/// Nothing is refused: a quotation mark that isn't closed reaches to the end, and what follows a closed one
/// belongs to the field.
package struct CSVReader {
    /// More fields of a row are left out.
    package static let fieldLimit = 1024

    private let bytes: [UInt8]
    private var index: Int

    private static let quote = UInt8(ascii: "\"")
    private static let comma = UInt8(ascii: ",")
    private static let lineFeed = UInt8(ascii: "\n")
    private static let carriageReturn = UInt8(ascii: "\r")

    /// A table in UTF-8, with or without a byte order mark.
    package init(_ bytes: [UInt8]) {
        self.bytes = bytes
        index = bytes.starts(with: [0xef, 0xbb, 0xbf]) ? 3 : 0
    }

    /// The fields of the next row that isn't empty; nil at the end.
    package mutating func next() -> [String]? {
        while index < bytes.count {
            let row = readRow()
            if row.count > 1 || row.first?.isEmpty == false { return row }
        }
        return nil
    }

    private mutating func readRow() -> [String] {
        var fields: [String] = []
        while true {
            let field = readField()
            if fields.count < CSVReader.fieldLimit { fields.append(field) }
            guard index < bytes.count else { return fields }
            let end = bytes[index]
            index += 1
            if end == CSVReader.comma { continue }
            if end == CSVReader.carriageReturn, index < bytes.count, bytes[index] == CSVReader.lineFeed {
                index += 1
            }
            return fields
        }
    }

    /// Up to, but without, the comma or line break that ends it.
    private mutating func readField() -> String {
        var field: [UInt8] = []
        if index < bytes.count, bytes[index] == CSVReader.quote {
            index += 1
            readQuoted(into: &field)
        }
        while index < bytes.count {
            let byte = bytes[index]
            if byte == CSVReader.comma || byte == CSVReader.lineFeed || byte == CSVReader.carriageReturn {
                break
            }
            field.append(byte)
            index += 1
        }
        return String(decoding: field, as: UTF8.self)
    }

    /// Up to and with the closing quotation mark; two of them are one.
    private mutating func readQuoted(into field: inout [UInt8]) {
        while index < bytes.count {
            let byte = bytes[index]
            index += 1
            if byte == CSVReader.quote {
                guard index < bytes.count, bytes[index] == CSVReader.quote else { return }
                index += 1
            }
            field.append(byte)
        }
    }
}
