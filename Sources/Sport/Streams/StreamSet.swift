package import Geo

/// A recording as columns of the same length: samples in the order of time, each with some of the channels.
///
/// Columns hold fixed-point numbers (`StreamKind.decimals`), and `missing` where a sample has no value.
/// `time` is always there; every other column may be absent.
package struct StreamSet: Equatable, Sendable {
    /// Stands for a sample without a value.
    package static let missing = Int32.min
    /// The largest number of samples: eleven days at 1 Hz.
    package static let sampleLimit = 1_000_000

    /// The number of samples.
    package let count: Int
    private var columns: [[Int32]]

    /// A recording with these whole seconds since its start, which must not fall.
    package init(time: [Int32]) {
        count = time.count
        columns = [[Int32]](repeating: [], count: StreamKind.allCases.count + 1)
        columns[Int(StreamKind.time.rawValue)] = time
    }

    /// The fixed-point column of a kind, nil where the recording hasn't any; it must be `count` long when
    /// set.
    package subscript(kind: StreamKind) -> [Int32]? {
        get {
            let column = columns[Int(kind.rawValue)]
            return column.isEmpty && (count > 0 || kind != .time) ? nil : column
        }
        set {
            precondition(newValue == nil ? kind != .time : newValue?.count == count)
            columns[Int(kind.rawValue)] = newValue ?? []
        }
    }

    /// Whole seconds since the start.
    package var time: [Int32] { columns[Int(StreamKind.time.rawValue)] }

    /// The kinds that are there, in the order of their raw values.
    package var kinds: [StreamKind] { StreamKind.allCases.filter { self[$0] != nil } }

    /// True where both coordinates are there.
    package var hasPositions: Bool { self[.latitude] != nil && self[.longitude] != nil }

    /// The samples at these indices, which must ascend.
    package func selecting(_ indices: some Collection<Int>) -> StreamSet {
        var result = StreamSet(time: indices.map { time[$0] })
        for kind in kinds where kind != .time {
            let column = columns[Int(kind.rawValue)]
            result[kind] = indices.map { column[$0] }
        }
        return result
    }

    /// Only these columns, and `time`.
    package func keeping(_ isKept: (StreamKind) -> Bool) -> StreamSet {
        var result = StreamSet(time: time)
        for kind in kinds where kind != .time && isKept(kind) { result[kind] = self[kind] }
        return result
    }
}

extension StreamSet {
    /// A column as numbers in the kind's unit, NaN where a sample is missing.
    package func doubles(_ kind: StreamKind) -> [Double]? {
        guard let column = self[kind] else { return nil }
        let scale = kind.scale
        var result: [Double] = []
        result.reserveCapacity(column.count)
        for value in column { result.append(value == Self.missing ? .nan : Double(value) / scale) }
        return result
    }

    /// Sets a column from numbers in the kind's unit: rounded, and missing where not finite or out of range.
    package mutating func set(_ kind: StreamKind, _ values: [Double]) {
        var column: [Int32] = []
        column.reserveCapacity(values.count)
        for value in values { column.append(Self.fixedPoint(value, kind)) }
        self[kind] = column
    }

    /// A number in the kind's unit as the fixed-point number of a column.
    package static func fixedPoint(_ value: Double, _ kind: StreamKind) -> Int32 {
        let scaled = (value * kind.scale).rounded()
        return abs(scaled) <= Double(Int32.max) ? Int32(scaled) : missing
    }

    /// The seconds since the start with their fraction.
    package func seconds(at index: Int) -> Double {
        let milliseconds = columns[Int(StreamKind.milliseconds.rawValue)]
        return Double(time[index]) + (milliseconds.isEmpty ? 0 : Double(milliseconds[index]) / 1000)
    }

    /// All `seconds(at:)`.
    package var seconds: [Double] {
        var result: [Double] = []
        result.reserveCapacity(count)
        for index in 0..<count { result.append(seconds(at: index)) }
        return result
    }

    /// True where the device was paused between this sample and the one before.
    package func isPause(before index: Int) -> Bool {
        let parts = columns[Int(StreamKind.part.rawValue)]
        return !parts.isEmpty && index > 0 && parts[index] != parts[index - 1]
    }

    /// Where the sample was, nil where unknown.
    package func coordinate(at index: Int) -> Coordinate? {
        let latitudes = columns[Int(StreamKind.latitude.rawValue)]
        let longitudes = columns[Int(StreamKind.longitude.rawValue)]
        guard !latitudes.isEmpty, !longitudes.isEmpty else { return nil }
        guard latitudes[index] != Self.missing, longitudes[index] != Self.missing else { return nil }
        return Coordinate(
            latitude: Double(latitudes[index]) / StreamKind.latitude.scale,
            longitude: Double(longitudes[index]) / StreamKind.longitude.scale)
    }

    /// The line of all known positions.
    package var line: [Coordinate] {
        guard hasPositions else { return [] }
        var result: [Coordinate] = []
        result.reserveCapacity(count)
        for index in 0..<count {
            if let coordinate = coordinate(at: index) { result.append(coordinate) }
        }
        return result
    }
}
