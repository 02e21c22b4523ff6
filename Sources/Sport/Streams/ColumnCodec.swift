/// Turns a column into bytes that zstd packs well, and back: residuals of first or second differences as
/// zigzag varints, missing samples as run lengths in front.
enum ColumnCodec {
    /// What is subtracted from a value before it is written; part of the blob format.
    enum Predictor: UInt8 {
        /// The value before.
        case previous = 1
        /// The straight line through the two values before.
        case line = 2
    }

    /// The bytes of a column, each value first divided by `divisor`.
    static func encode(_ column: [Int32], divisor: Int32, predictor: Predictor, hasMissing: Bool) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(column.count * 2 + 8)
        if hasMissing { appendRuns(of: column, to: &bytes) }
        var prediction = Prediction(predictor)
        for value in column where value != StreamSet.missing {
            let scaled = Int64(value / divisor)
            append(zigzag: scaled - prediction.next, to: &bytes)
            prediction.advance(to: scaled)
        }
        return bytes
    }

    /// The column of `count` values; nil for bytes that `encode` never writes.
    static func decode(
        _ bytes: [UInt8], count: Int, divisor: Int32, predictor: Predictor, hasMissing: Bool
    ) -> [Int32]? {
        var reader = VarintReader(bytes)
        var runs: [Int] = [count]
        if hasMissing {
            guard let read = readRuns(from: &reader, count: count) else { return nil }
            runs = read
        }
        var column: [Int32] = []
        column.reserveCapacity(count)
        var prediction = Prediction(predictor)
        for (index, run) in runs.enumerated() {
            if index % 2 == 1 {
                column.append(contentsOf: repeatElement(StreamSet.missing, count: run))
                continue
            }
            for _ in 0..<run {
                guard let residual = reader.zigzag() else { return nil }
                let scaled = prediction.next &+ residual
                let value = scaled.multipliedReportingOverflow(by: Int64(divisor))
                guard !value.overflow, let narrow = Int32(exactly: value.partialValue) else { return nil }
                column.append(narrow)
                prediction.advance(to: scaled)
            }
        }
        return reader.isAtEnd ? column : nil
    }

    /// The predictor with the shorter varints for a column.
    static func bestPredictor(for column: [Int32]) -> Predictor {
        var first = Prediction(.previous)
        var second = Prediction(.line)
        var firstBits = 0
        var secondBits = 0
        for value in column where value != StreamSet.missing {
            let wide = Int64(value)
            firstBits += bits(wide - first.next)
            secondBits += bits(wide - second.next)
            first.advance(to: wide)
            second.advance(to: wide)
        }
        return secondBits < firstBits ? .line : .previous
    }

    private static func bits(_ residual: Int64) -> Int { 64 - residual.magnitude.leadingZeroBitCount }

    /// Lengths of present and missing runs in turn, present first.
    private static func appendRuns(of column: [Int32], to bytes: inout [UInt8]) {
        var runs: [Int] = [0]
        var isMissing = false
        for value in column {
            if (value == StreamSet.missing) != isMissing {
                isMissing.toggle()
                runs.append(0)
            }
            runs[runs.count - 1] += 1
        }
        append(varint: UInt64(runs.count), to: &bytes)
        for run in runs { append(varint: UInt64(run), to: &bytes) }
    }

    private static func readRuns(from reader: inout VarintReader, count: Int) -> [Int]? {
        guard let runCount = reader.varint(), runCount <= UInt64(count) + 1 else { return nil }
        var runs: [Int] = []
        var total = 0
        for _ in 0..<runCount {
            guard let run = reader.varint(), run <= UInt64(count - total) else { return nil }
            runs.append(Int(run))
            total += Int(run)
        }
        return total == count ? runs : nil
    }

    private static func append(zigzag value: Int64, to bytes: inout [UInt8]) {
        append(varint: UInt64(bitPattern: (value << 1) ^ (value >> 63)), to: &bytes)
    }

    private static func append(varint value: UInt64, to bytes: inout [UInt8]) {
        var rest = value
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }
}

/// The value that is expected next, from the ones before.
private struct Prediction {
    private let isLine: Bool
    private var last: Int64 = 0
    private var slope: Int64 = 0
    private var isFirst = true

    init(_ predictor: ColumnCodec.Predictor) { isLine = predictor == .line }

    var next: Int64 { last &+ slope }

    mutating func advance(to value: Int64) {
        // The first value's distance from zero isn't a slope.
        if isLine && !isFirst { slope = value &- last }
        isFirst = false
        last = value
    }
}
