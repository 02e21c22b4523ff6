import ActivityFiles
import Streams
import Testing

/// Real recordings written in each format, and read again to the same values.
///
/// What a format has no room for, whatever the recording, is in `CarriedStreams`: nothing else may differ.
@Suite(Corpus.condition) struct `real recordings written again` {
    /// A recording of the corpus as it would be exported.
    private struct Source {
        let path: String
        let activity: ExportedActivity

        init(_ path: String, _ decoded: DecodedActivity) {
            self.path = path
            let recording = decoded.beginningAsTold()
            var exported = ExportedActivity(
                sportType: recording.sportType ?? "Ride", startMilliseconds: recording.startMilliseconds,
                streams: recording.streams)
            exported.name = recording.name ?? ""
            exported.notes = recording.notes ?? ""
            exported.utcOffsetSeconds = recording.utcOffsetSeconds ?? 0
            exported.pauses = recording.pauses
            exported.summarise(laps: recording.laps)
            activity = exported
        }
    }

    private static let sources: [Source] = {
        var found: [Source] = []
        for format in [ActivityFileFormat.gpx, .tcx, .fit] {
            for (path, _) in (try? Corpus.verdicts(format)) ?? [] {
                guard let bytes = try? Corpus.bytes(path), let recordings = try? ActivityFile.decode(bytes)
                else { continue }
                found += recordings.map { Source(path, $0) }
            }
        }
        return found
    }()

    /// What can't be written at all, and why.
    private static let unwritable = [
        "fit gpx/gpxgo__gpx-without-root-attributes.gpx": "of 1901: FIT's clock begins with the year 1990"
    ]

    /// Each recording with what it is read back as.
    private static func readBack(
        _ format: ActivityFileFormat
    ) throws -> [(path: String, written: ExportedActivity, read: DecodedActivity)] {
        try #require(sources.count > 200)
        var found: [(path: String, written: ExportedActivity, read: DecodedActivity)] = []
        for source in sources where unwritable["\(format.rawValue) \(source.path)"] == nil {
            let bytes = try #require(encode(source.activity, as: format), "\(source.path)")
            let read = try ActivityFile.decode(bytes)
            #expect(read.count == 1, "\(source.path)")
            if let first = read.first { found.append((source.path, source.activity, first)) }
        }
        return found
    }

    private static func encode(_ activity: ExportedActivity, as format: ActivityFileFormat) -> [UInt8]? {
        switch format {
        case .gpx: GPXEncoder.encode(activity)
        case .tcx: TCXEncoder.encode(activity)
        case .fit: FITEncoder.encode(activity)
        }
    }

    private func expectSameStreams(
        _ path: String, _ written: ExportedActivity, _ read: DecodedActivity
    ) {
        let carried = CarriedStreams(written, as: read.format)
        let differences = carried.differences(from: CarriedStreams(read))
        #expect(differences.isEmpty, "\(path): \(differences)")
        let unexpected = read.warnings.filter { $0.code != .repeatedPoints }
        #expect(unexpected.isEmpty, "\(path): \(unexpected)")
    }

    @Test func `what can't be written is nothing else`() {
        for source in Self.sources where Self.unwritable["fit \(source.path)"] != nil {
            #expect(FITEncoder.encode(source.activity) == nil, "\(source.path)")
        }
    }

    @Test func `read back from GPX as they were`() throws {
        for (path, written, read) in try Self.readBack(.gpx) {
            expectSameStreams(path, written, read)
            #expect(read.name ?? "" == written.name.trimmed, "\(path)")
            #expect(read.notes ?? "" == written.notes.trimmed, "\(path)")
            #expect(read.sportType == written.sportType, "\(path)")
        }
    }

    @Test func `read back from TCX as they were`() throws {
        for (path, written, read) in try Self.readBack(.tcx) {
            expectSameStreams(path, written, read)
            #expect(read.notes ?? "" == written.notes.trimmed, "\(path)")
            let totals = written.laps.isEmpty ? [written.totals] : written.laps.map(\.totals)
            #expect(read.laps.count == totals.count, "\(path)")
            if !written.laps.isEmpty {
                let starts = written.laps.map(\.startMilliseconds)
                #expect(read.laps.map(\.startMilliseconds) == starts, "\(path)")
            }
            for (read, written) in zip(read.laps.map(\.totals), totals) {
                #expect(isClose(read.timerSeconds, written.timerSeconds, 0.001), "\(path)")
                #expect(isClose(read.distanceMeters, written.distanceMeters ?? 0, 0.01), "\(path)")
                expectSameReadings(path, read, written)
            }
        }
    }

    @Test func `read back from FIT as they were`() throws {
        for (path, written, read) in try Self.readBack(.fit) {
            expectSameStreams(path, written, read)
            #expect(read.utcOffsetSeconds == written.utcOffsetSeconds, "\(path)")
            #expect(read.sessionStartMilliseconds == wholeSeconds(written.startMilliseconds), "\(path)")
            let laps =
                written.laps.isEmpty
                ? [RecordedLap(startMilliseconds: written.startMilliseconds, totals: written.totals)]
                : written.laps
            let starts = laps.map { wholeSeconds($0.startMilliseconds) }
            #expect(read.laps.map(\.startMilliseconds) == starts, "\(path)")
            let readTotals = [read.totals] + read.laps.map(\.totals)
            for (read, written) in zip(readTotals, [written.totals] + laps.map(\.totals)) {
                // Longer ones have no room: a device's clock was wrong.
                if (written.elapsedSeconds ?? 0) < 49 * 86_400 {
                    #expect(isClose(read.elapsedSeconds, written.elapsedSeconds, 0.001), "\(path)")
                    #expect(isClose(read.timerSeconds, written.timerSeconds, 0.001), "\(path)")
                }
                #expect(isClose(read.distanceMeters, written.distanceMeters, 0.01), "\(path)")
                #expect(isClose(read.averageTemperature, written.averageTemperature, 0.5), "\(path)")
                expectSameReadings(path, read, written)
            }
        }
    }

    /// Sensors have whole numbers in bytes, none for what is zero.
    private func expectSameReadings(_ path: String, _ read: DeviceTotals, _ written: DeviceTotals) {
        let readings: [KeyPath<DeviceTotals, Double?>] = [
            \.averageHeartrate, \.maximumHeartrate, \.averageCadence, \.maximumCadence, \.averageWatts,
            \.maximumWatts,
        ]
        for reading in readings {
            guard let value = written[keyPath: reading], value >= 0.5, value < 254.5 else { continue }
            #expect(isClose(read[keyPath: reading], value, 0.5), "\(path) \(reading)")
        }
        #expect(isClose(read.averageSpeed, written.averageSpeed, 0.001), "\(path)")
        #expect(isClose(read.maximumSpeed, written.maximumSpeed, 0.001), "\(path)")
    }

    private func isClose(_ value: Double?, _ expected: Double?, _ tolerance: Double) -> Bool {
        guard let expected, let value else { return value == nil && expected == nil }
        return abs(value - expected) <= tolerance
    }

    private func wholeSeconds(_ milliseconds: Int64) -> Int64 { milliseconds / 1000 * 1000 }
}

extension String {
    /// Without white space at its ends, as titles are read.
    fileprivate var trimmed: String {
        var rest = self[...]
        while rest.first?.isWhitespace == true { rest.removeFirst() }
        while rest.last?.isWhitespace == true { rest.removeLast() }
        return String(rest)
    }
}
