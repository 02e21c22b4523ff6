import Streams

/// A channel of records; the raw values count from 0.
enum FITColumn: Int, CaseIterable {
    /// Seconds of FIT's clock as bits of a `UInt32`; -1, the bits of its mark for none, where absent.
    case timestamp
    case latitude, longitude, altitude, distance, speed, heartrate, cadence, watts, temp

    /// The column of the recording; nil for the timestamp, which becomes `time`.
    var kind: StreamKind? {
        switch self {
        case .timestamp: nil
        case .latitude: .latitude
        case .longitude: .longitude
        case .altitude: .altitude
        case .distance: .distance
        case .speed: .velocitySmooth
        case .heartrate: .heartrate
        case .cadence: .cadence
        case .watts: .watts
        case .temp: .temp
        }
    }

    /// What stands where a record has no value.
    var missing: Int32 { self == .timestamp ? -1 : StreamSet.missing }
}

/// The records of a file as columns that grow; a column may lag behind until something is written to it.
final class FITRecordColumns {
    private struct Storage {
        var pointer: UnsafeMutablePointer<Int32>?
        var count = 0
        var capacity = 0
    }

    private(set) var rowCount = 0
    private var storages = [Storage](repeating: Storage(), count: FITColumn.allCases.count)

    deinit {
        for storage in storages { storage.pointer?.deallocate() }
    }

    /// Makes room for this many more records.
    func appendRows(_ count: Int) { rowCount += count }

    /// The column with `rowCount` values, new ones missing.
    ///
    /// - Parameter expectedCount: how many there may be in the end, so that the column needn't move.
    func values(_ column: FITColumn, expectedCount: Int) -> UnsafeMutablePointer<Int32> {
        let number = column.rawValue
        if let pointer = storages[number].pointer, storages[number].count == rowCount { return pointer }
        return extended(column, expectedCount: max(expectedCount, rowCount))
    }

    /// All values of a column; nil where no record has any.
    func values(_ column: FITColumn) -> UnsafeMutableBufferPointer<Int32>? {
        guard storages[column.rawValue].pointer != nil else { return nil }
        return UnsafeMutableBufferPointer(start: values(column, expectedCount: rowCount), count: rowCount)
    }

    private func extended(_ column: FITColumn, expectedCount: Int) -> UnsafeMutablePointer<Int32> {
        var storage = storages[column.rawValue]
        var target = storage.pointer
        if storage.capacity < rowCount || target == nil {
            let capacity = max(expectedCount, storage.capacity * 2, 1)
            let larger = UnsafeMutablePointer<Int32>.allocate(capacity: capacity)
            if let old = storage.pointer {
                larger.update(from: old, count: storage.count)
                old.deallocate()
            }
            storage.pointer = larger
            storage.capacity = capacity
            target = larger
        }
        guard let target else { preconditionFailure("allocated above") }
        (target + storage.count).update(repeating: column.missing, count: rowCount - storage.count)
        storage.count = rowCount
        storages[column.rawValue] = storage
        return target
    }
}
