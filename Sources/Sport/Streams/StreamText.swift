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
            let format = FixedPoint(decimals: type.kinds[0].decimals)
            output.append(UInt8(ascii: "["))
            switch type {
            case .latlng: appendPairs(first, columns[1], format, to: &output)
            case .moving: appendBooleans(first, to: &output)
            default: appendNumbers(first, format, to: &output)
            }
            output.append(UInt8(ascii: "]"))
            byteCount = output.count
        }
    }

    private static func appendNumbers(_ column: [Int32], _ format: FixedPoint, to output: inout Output) {
        for (index, value) in column.enumerated() {
            if index > 0 { output.append(UInt8(ascii: ",")) }
            if value == StreamSet.missing { output.append("null") } else { output.append(value, format) }
        }
    }

    private static func appendPairs(
        _ latitudes: [Int32], _ longitudes: [Int32], _ format: FixedPoint, to output: inout Output
    ) {
        for index in latitudes.indices {
            if index > 0 { output.append(UInt8(ascii: ",")) }
            if latitudes[index] == StreamSet.missing || longitudes[index] == StreamSet.missing {
                output.append("null")
                continue
            }
            output.append(UInt8(ascii: "["))
            output.append(latitudes[index], format)
            output.append(UInt8(ascii: ","))
            output.append(longitudes[index], format)
            output.append(UInt8(ascii: "]"))
        }
    }

    private static func appendBooleans(_ column: [Int32], to output: inout Output) {
        for (index, value) in column.enumerated() {
            if index > 0 { output.append(UInt8(ascii: ",")) }
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
    private let start: UnsafeMutablePointer<UInt8>
    private let digitPairs: UnsafePointer<UInt8>
    private(set) var count = 0

    init(_ buffer: UnsafeMutableBufferPointer<UInt8>) {
        start = buffer.baseAddress!
        let digitPairs: StaticString = """
            00010203040506070809101112131415161718192021222324252627282930313233343536373839\
            40414243444546474849505152535455565758596061626364656667686970717273747576777879\
            8081828384858687888990919293949596979899
            """
        self.digitPairs = digitPairs.utf8Start
    }

    mutating func append(_ text: StaticString) {
        for index in 0..<text.utf8CodeUnitCount { start[count + index] = text.utf8Start[index] }
        count += text.utf8CodeUnitCount
    }

    mutating func append(_ byte: UInt8) {
        start[count] = byte
        count += 1
    }

    /// A fixed-point number: with decimals at least one of them is printed, zeros at the end are not.
    mutating func append(_ value: Int32, _ format: FixedPoint) {
        if value < 0 { append(UInt8(ascii: "-")) }
        let magnitude = value.magnitude
        guard format.decimals > 0 else { return append(magnitude, digitCount: Output.digitCount(magnitude)) }
        let whole = magnitude / format.scale
        append(whole, digitCount: Output.digitCount(whole))
        append(UInt8(ascii: "."))
        append(magnitude - whole * format.scale, digitCount: format.decimals)
        let shortest = count - format.decimals + 1
        while count > shortest, start[count - 1] == UInt8(ascii: "0") { count -= 1 }
    }

    /// The last so many digits of a number, two at a time from the end.
    private mutating func append(_ number: UInt32, digitCount: Int) {
        var rest = number
        var position = count + digitCount
        while position - count >= 2 {
            let pair = Int(rest % 100) * 2
            rest /= 100
            position -= 2
            start[position] = digitPairs[pair]
            start[position + 1] = digitPairs[pair + 1]
        }
        if position > count { start[count] = UInt8(truncatingIfNeeded: rest) + 0x30 }
        count += digitCount
    }

    private static func digitCount(_ number: UInt32) -> Int {
        if number < 100 { return number < 10 ? 1 : 2 }
        if number < 10_000 { return number < 1000 ? 3 : 4 }
        if number < 1_000_000 { return number < 100_000 ? 5 : 6 }
        if number < 100_000_000 { return number < 10_000_000 ? 7 : 8 }
        return number < 1_000_000_000 ? 9 : 10
    }
}

/// How the numbers of a column are printed.
private struct FixedPoint {
    let decimals: Int
    /// Ten to the power of that.
    let scale: UInt32

    init(decimals: Int) {
        self.decimals = decimals
        scale = (0..<decimals).reduce(1) { scale, _ in scale * 10 }
    }
}
