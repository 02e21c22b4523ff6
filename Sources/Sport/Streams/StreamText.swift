/// Prints columns as JSON arrays, straight from their fixed-point numbers.
enum StreamText {
    /// The longest number with a comma: a sign, ten digits, a point.
    private static let byteLimitPerNumber = 14

    /// The `data` of a type whose columns are all there.
    static func array(of type: StreamType, in streams: StreamSet) -> [UInt8] {
        let columns = type.kinds.compactMap { streams[$0] }
        guard let first = columns.first else { return Array("[]".utf8) }
        let capacity = 2 + first.count * (columns.count * byteLimitPerNumber + 3)
        return [UInt8](unsafeUninitializedCapacity: capacity) { buffer, byteCount in
            var output = Output(buffer)
            output.append("[")
            switch type {
            case .latlng: appendPairs(first, columns[1], decimals: type.kinds[0].decimals, to: &output)
            case .moving: appendBooleans(first, to: &output)
            default: appendNumbers(first, decimals: type.kinds[0].decimals, to: &output)
            }
            output.append("]")
            byteCount = output.count
        }
    }

    private static func appendNumbers(_ column: [Int32], decimals: Int, to output: inout Output) {
        for (index, value) in column.enumerated() {
            if index > 0 { output.append(",") }
            if value == StreamSet.missing { output.append("null") } else { output.append(value, decimals) }
        }
    }

    private static func appendPairs(
        _ latitudes: [Int32], _ longitudes: [Int32], decimals: Int, to output: inout Output
    ) {
        for index in latitudes.indices {
            if index > 0 { output.append(",") }
            if latitudes[index] == StreamSet.missing || longitudes[index] == StreamSet.missing {
                output.append("null")
                continue
            }
            output.append("[")
            output.append(latitudes[index], decimals)
            output.append(",")
            output.append(longitudes[index], decimals)
            output.append("]")
        }
    }

    private static func appendBooleans(_ column: [Int32], to output: inout Output) {
        for (index, value) in column.enumerated() {
            if index > 0 { output.append(",") }
            switch value {
            case StreamSet.missing: output.append("null")
            case 0: output.append("false")
            default: output.append("true")
            }
        }
    }
}

/// Room that is large enough, written from the front.
private struct Output {
    private let buffer: UnsafeMutableBufferPointer<UInt8>
    private(set) var count = 0

    init(_ buffer: UnsafeMutableBufferPointer<UInt8>) { self.buffer = buffer }

    mutating func append(_ text: StaticString) {
        for index in 0..<text.utf8CodeUnitCount { buffer[count + index] = text.utf8Start[index] }
        count += text.utf8CodeUnitCount
    }

    /// A fixed-point number: with decimals at least one of them is printed, zeros at the end are not.
    mutating func append(_ value: Int32, _ decimals: Int) {
        if value < 0 {
            buffer[count] = UInt8(ascii: "-")
            count += 1
        }
        var rest = value.magnitude
        var printed = decimals
        while printed > 1, rest % 10 == 0 {
            rest /= 10
            printed -= 1
        }
        // The digits are written from the last one on; there are more than the decimals by one at least.
        var digitCount = 1
        var bound: UInt64 = 10
        while UInt64(rest) >= bound || digitCount <= printed {
            digitCount += 1
            bound *= 10
        }
        let length = digitCount + (printed > 0 ? 1 : 0)
        var position = count + length - 1
        for digit in 0..<digitCount {
            if digit == printed, printed > 0 {
                buffer[position] = UInt8(ascii: ".")
                position -= 1
            }
            buffer[position] = UInt8(truncatingIfNeeded: rest % 10) + 0x30
            rest /= 10
            position -= 1
        }
        count += length
    }
}
