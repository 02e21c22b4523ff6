import Streams

/// Writes FIT (protocol 2.0): who made it, the timer's starts and stops, records, laps, a session, the
/// activity.
///
/// The protocol counts whole seconds from 1989-12-31, fifths of a metre of altitude, and has no texts for
/// what an athlete calls an activity or says of it.
package enum FITEncoder {
    /// A record with all there is, roughly.
    private static let byteCountPerRecord = 32
    /// 1989-12-31T00:00:00Z.
    static let epochMilliseconds: Int64 = 631_065_600_000
    /// As many laps have numbers.
    static let lapLimit = 65_534

    /// The whole file; nil for a recording at a time that the protocol can't say, before 1990 or after 2125.
    package static func encode(_ activity: ExportedActivity) -> [UInt8]? {
        let columns = ExportedColumns(activity)
        let first = activity.startMilliseconds
        let last = columns.milliseconds.last ?? activity.startMilliseconds
        guard first >= epochMilliseconds, timestamp(last) < Int64(UInt32.max) else { return nil }
        var output = FITOutput(capacity: 2048 + columns.count * byteCountPerRecord)
        appendHead(madeAt: first, to: &output)
        appendRecords(activity, columns, to: &output)
        let laps = ExportedLap.laps(of: activity, columns).prefix(lapLimit)
        let summary = FITSummary(activity, columns, from: first, to: last)
        for (index, lap) in laps.enumerated() { output.append(.lap, summary.lap(lap, number: index)) }
        output.append(.session, summary.session(lapCount: laps.count))
        output.append(.activity, summary.activity)
        return output.finished()
    }

    /// Whole seconds since the protocol's epoch.
    static func timestamp(_ milliseconds: Int64) -> Int64 {
        (milliseconds - epochMilliseconds).flooredDivision(by: 1000).quotient
    }

    /// Half circles over 2³¹, from ten-millionths of a degree; 180° east is 180° west.
    static func semicircles(_ degrees: Int32) -> Int64 {
        let scaled = Int64(degrees) << 31
        let half: Int64 = scaled < 0 ? -900_000_000 : 900_000_000
        let semicircles = (scaled + half) / 1_800_000_000
        return semicircles >= 0x7fff_ffff ? -0x8000_0000 : semicircles
    }

    /// The manufacturer that is reserved for those without a number of their own.
    private static let development: Int64 = 255

    private static func appendHead(madeAt milliseconds: Int64, to output: inout FITOutput) {
        output.append(
            .fileID,
            [
                // An activity.
                FITValue(0, .enumeration, 4), FITValue(1, .uint16, development), FITValue(2, .uint16, 0),
                FITValue(4, .uint32, timestamp(milliseconds)),
            ])
        output.append(.fileCreator, [FITValue(0, .uint16, 100)])
    }

    // MARK: records

    private static func appendRecords(
        _ activity: ExportedActivity, _ columns: ExportedColumns, to output: inout FITOutput
    ) {
        guard let last = columns.milliseconds.last else { return }
        let first = activity.startMilliseconds
        let record = FITRecord(columns)
        var events = TimerEvent.events(activity.pauses, columns)[...]
        append(TimerEvent(milliseconds: first, isStart: true, sample: 0), to: &output)
        output.define(.record, record.fields)
        for index in 0..<columns.count {
            while let event = events.first, event.sample <= index {
                append(event, to: &output)
                events.removeFirst()
            }
            record.append(index, to: &output)
        }
        for event in events { append(event, to: &output) }
        append(TimerEvent(milliseconds: last, isStart: false, sample: columns.count), to: &output)
    }

    private static func append(_ event: TimerEvent, to output: inout FITOutput) {
        output.append(
            .event,
            [
                FITValue(253, .uint32, timestamp(event.milliseconds)),
                // The timer; starts, or stops all.
                FITValue(0, .enumeration, 0), FITValue(1, .enumeration, event.isStart ? 0 : 4),
                FITValue(4, .uint8, 0),
            ])
    }
}

/// The timer stops or starts, before a sample.
private struct TimerEvent {
    let milliseconds: Int64
    let isStart: Bool
    let sample: Int

    /// The ends of the pauses within the recording; of those between its parts where none are given.
    static func events(_ pauses: [TimerPause], _ columns: ExportedColumns) -> [TimerEvent] {
        guard let first = columns.milliseconds.first, let last = columns.milliseconds.last else { return [] }
        var events: [TimerEvent] = []
        for pause in pauses where pause.startMilliseconds >= first && pause.endMilliseconds <= last {
            let (stop, start) = (pause.startMilliseconds, pause.endMilliseconds)
            let resumed = columns.firstIndex(notBefore: start)
            let stopped = min(columns.firstIndex(notBefore: stop + 1), resumed)
            events.append(TimerEvent(milliseconds: stop, isStart: false, sample: stopped))
            events.append(TimerEvent(milliseconds: start, isStart: true, sample: resumed))
        }
        guard pauses.isEmpty else { return events }
        for index in 0..<columns.count where columns.isPause(before: index) {
            let (stop, start) = (columns.milliseconds[index - 1], columns.milliseconds[index])
            events.append(TimerEvent(milliseconds: stop, isStart: false, sample: index))
            events.append(TimerEvent(milliseconds: start, isStart: true, sample: index))
        }
        return events
    }
}

/// How a sample becomes a record: the fields for the columns that are there.
private struct FITRecord {
    private enum Content {
        case timestamp, latitude, longitude, altitude, heartrate, cadence, distance, speed, power, temperature
    }

    private let columns: ExportedColumns
    private let contents: [Content]

    init(_ columns: ExportedColumns) {
        self.columns = columns
        var contents = [Content.timestamp]
        if !columns.latitude.isEmpty { contents += [.latitude, .longitude] }
        if !columns.altitude.isEmpty { contents.append(.altitude) }
        if !columns.heartrate.isEmpty { contents.append(.heartrate) }
        if !columns.cadence.isEmpty { contents.append(.cadence) }
        if !columns.distance.isEmpty { contents.append(.distance) }
        if !columns.speed.isEmpty { contents.append(.speed) }
        if !columns.watts.isEmpty { contents.append(.power) }
        if !columns.temp.isEmpty { contents.append(.temperature) }
        self.contents = contents
    }

    var fields: [(number: UInt8, type: FITFieldType)] { contents.map(Self.field) }

    private static func field(_ content: Content) -> (number: UInt8, type: FITFieldType) {
        switch content {
        case .timestamp: (253, .uint32)
        case .latitude: (0, .sint32)
        case .longitude: (1, .sint32)
        case .altitude: (78, .uint32)
        case .heartrate: (3, .uint8)
        case .cadence: (4, .uint8)
        case .distance: (5, .uint32)
        case .speed: (73, .uint32)
        case .power: (7, .uint16)
        case .temperature: (13, .sint8)
        }
    }

    func append(_ index: Int, to output: inout FITOutput) {
        output.begin(.record)
        for content in contents {
            let type = Self.field(content).type
            output.append(type.bits(value(content, index)), type)
        }
    }

    private func value(_ content: Content, _ index: Int) -> Int64? {
        switch content {
        case .timestamp: FITEncoder.timestamp(columns.milliseconds[index])
        case .latitude: columns.value(columns.latitude, index).map(FITEncoder.semicircles)
        case .longitude: columns.value(columns.longitude, index).map(FITEncoder.semicircles)
        // Fifths of a metre above 500 m below the sea, from tenths.
        case .altitude: columns.value(columns.altitude, index).map { (Int64($0) + 5001) / 2 }
        // Zero is what devices write without a sensor.
        case .heartrate: columns.value(columns.heartrate, index, in: 1...254).map(Int64.init)
        case .cadence: columns.value(columns.cadence, index).map(Int64.init)
        case .distance: columns.value(columns.distance, index).map { Int64($0) * 10 }
        case .speed: columns.value(columns.speed, index).map(Int64.init)
        case .power: columns.value(columns.watts, index).map(Int64.init)
        case .temperature: columns.value(columns.temp, index).map(Int64.init)
        }
    }
}
