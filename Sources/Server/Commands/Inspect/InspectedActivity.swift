import ActivityFiles
import FoundationEssentials
import Geo
import JSON
import Streams
import Training

/// The figures of one recording: what the device says where it says something, else what is computed.
struct InspectedActivity {
    private let recording: DecodedActivity
    private let totals: DeviceTotals
    private let summary: ActivitySummary
    private let elapsedSeconds: Double
    /// Whether anything tells how far the athlete got.
    private let hasWay: Bool

    init(_ decoded: DecodedActivity) {
        recording = decoded.beginningAsTold()
        totals = recording.totals
        let streams = recording.streams
        let sport = recording.sportType.map { SportClass(sportType: $0) } ?? .other
        summary =
            ActivityAnalysis(
                streams, sport: sport, altitudeSource: recording.hasBarometer ? .barometer : .unknown
            ).summary
        elapsedSeconds = totals.elapsedSeconds ?? streams.seconds.last ?? 0
        hasWay = streams[.distance] != nil || streams.hasPositions
    }

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("sport", recording.sportHint)
            json.member("sub_sport", recording.subSportHint)
            json.member("start_time", startTime)
            writeWay(to: &json)
            writeCounts(to: &json)
            writeEffort(to: &json)
            json.member("device", device)
        }
    }

    private func writeWay(to json: inout JSONWriter) {
        json.member("elapsed_seconds", elapsedSeconds, decimals: 3)
        json.member("timer_seconds", totals.timerSeconds ?? elapsedSeconds - pausedSeconds, decimals: 3)
        let moving = totals.movingSeconds ?? (hasWay ? Double(summary.movingSeconds) : nil)
        json.member("moving_seconds", moving, decimals: 3)
        json.member("distance_meters", totals.distanceMeters ?? recordedMeters, decimals: 2)
        let hasAltitude = recording.streams[.altitude] != nil
        let ascent = totals.ascentMeters ?? (hasAltitude ? summary.elevationGainMeters : nil)
        json.member("ascent_meters", ascent, decimals: 1)
    }

    private func writeCounts(to json: inout JSONWriter) {
        json.member("records", recording.recordCount ?? recording.streams.count)
        json.member("positions", recording.positionCount ?? positionCount)
        json.member("laps", recording.laps.count)
        json.member("lengths", recording.lengths.count)
    }

    private func writeEffort(to json: inout JSONWriter) {
        json.member("average_heartrate", totals.averageHeartrate ?? summary.averageHeartrate, decimals: 1)
        json.member("max_heartrate", totals.maximumHeartrate ?? summary.maxHeartrate.map(Double.init))
        json.member("average_watts", totals.averageWatts ?? summary.averageWatts, decimals: 1)
        json.member("max_watts", totals.maximumWatts ?? summary.maxWatts.map(Double.init))
        json.member("average_cadence", totals.averageCadence ?? summary.averageCadence, decimals: 1)
        json.member("calories", totals.calories)
    }

    private var pausedSeconds: Double {
        var milliseconds: Int64 = 0
        for pause in recording.pauses { milliseconds += pause.endMilliseconds - pause.startMilliseconds }
        return Double(milliseconds) / 1000
    }

    /// The way as the file has it, with whatever impossible steps there are: those are what one wants to see.
    private var recordedMeters: Double? {
        let streams = recording.streams
        if streams[.distance] != nil { return summary.distanceMeters }
        guard streams.hasPositions else { return nil }
        var meters = 0.0
        var last: Coordinate?
        for index in 0..<streams.count {
            if streams.isPause(before: index) { last = nil }
            guard let position = streams.coordinate(at: index) else { continue }
            if let last { meters += last.distanceMeters(to: position) }
            last = position
        }
        return meters
    }

    private var positionCount: Int {
        let streams = recording.streams
        return (0..<streams.count).count { streams.coordinate(at: $0) != nil }
    }

    /// ISO 8601 in UTC; with milliseconds only where the file has them.
    private var startTime: String {
        let start = recording.startMilliseconds
        let milliseconds = (start % 1000 + 1000) % 1000
        let second = Date(timeIntervalSince1970: Double((start - milliseconds) / 1000))
        let text = second.formatted(Date.ISO8601FormatStyle())
        guard milliseconds > 0 else { return text }
        return "\(text.dropLast()).\(String(1000 + milliseconds).dropFirst())Z"
    }

    /// The device itself, else the program that wrote the file.
    private var device: String? {
        let words = [recording.devices.first?.manufacturer, recording.devices.first?.product]
        let name = words.compactMap { $0 }.joined(separator: " ")
        return name.isEmpty ? recording.creator : name
    }
}
