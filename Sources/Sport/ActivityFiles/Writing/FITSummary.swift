import Streams

/// The messages at the end of a FIT file: laps, the session, the activity.
struct FITSummary {
    private let exported: ExportedActivity
    private let columns: ExportedColumns
    private let sport: ExportedSport
    private let first: Int64
    private let last: Int64
    private let elapsedSeconds: Double
    private let timerSeconds: Double

    init(_ activity: ExportedActivity, _ columns: ExportedColumns, from first: Int64, to last: Int64) {
        exported = activity
        self.columns = columns
        self.first = first
        self.last = last
        sport = ExportedSport(activity.sportType)
        elapsedSeconds = activity.totals.elapsedSeconds ?? Double(last - first) / 1000
        timerSeconds = activity.totals.timerSeconds ?? elapsedSeconds
    }

    /// `lap`; what ended it and the sport are the profile's numbers.
    func lap(_ lap: ExportedLap, number: Int) -> [FITValue] {
        let totals = lap.totals
        let elapsed = totals.elapsedSeconds ?? Double(lap.endMilliseconds - lap.startMilliseconds) / 1000
        return [
            FITValue(254, .uint16, Int64(number)),
            FITValue(253, .uint32, FITEncoder.timestamp(lap.endMilliseconds)),
            FITValue(0, .enumeration, 9), FITValue(1, .enumeration, 1),
            FITValue(2, .uint32, FITEncoder.timestamp(lap.startMilliseconds)),
        ] + position(3, first: lap.samples) + position(5, first: lap.samples.reversed()) + [
            FITValue(7, .uint32, elapsed, scale: 1000),
            FITValue(8, .uint32, totals.timerSeconds ?? elapsed, scale: 1000),
            FITValue(9, .uint32, totals.distanceMeters, scale: 100),
            FITValue(11, .uint16, totals.calories),
            FITValue(15, .uint8, totals.averageHeartrate), FITValue(16, .uint8, totals.maximumHeartrate),
            FITValue(17, .uint8, totals.averageCadence), FITValue(18, .uint8, totals.maximumCadence),
            FITValue(19, .uint16, totals.averageWatts), FITValue(20, .uint16, totals.maximumWatts),
            FITValue(21, .uint16, totals.ascentMeters), FITValue(22, .uint16, totals.descentMeters),
            FITValue(24, .enumeration, FITSummary.triggers[lap.trigger ?? "session_end"]),
            FITValue(25, .enumeration, Int64(sport.fitSport)),
            FITValue(33, .uint16, totals.normalizedWatts),
            FITValue(39, .enumeration, Int64(sport.fitSubSport)),
            FITValue(50, .sint8, totals.averageTemperature),
            FITValue(52, .uint32, totals.movingSeconds, scale: 1000),
            FITValue(110, .uint32, totals.averageSpeed, scale: 1000),
            FITValue(111, .uint32, totals.maximumSpeed, scale: 1000),
        ]
    }

    private static let triggers: [String: Int64] = [
        "manual": 0, "time": 1, "distance": 2, "position_start": 3, "position_lap": 4, "position_waypoint": 5,
        "position_marked": 6, "session_end": 7, "fitness_equipment": 8,
    ]

    /// `session`: all of it is one.
    func session(lapCount: Int) -> [FITValue] {
        let totals = exported.totals
        return [
            FITValue(254, .uint16, 0), FITValue(253, .uint32, FITEncoder.timestamp(last)),
            FITValue(0, .enumeration, 8), FITValue(1, .enumeration, 1),
            FITValue(2, .uint32, FITEncoder.timestamp(first)),
        ] + position(3, first: 0..<columns.count) + [
            FITValue(5, .enumeration, Int64(sport.fitSport)),
            FITValue(6, .enumeration, Int64(sport.fitSubSport)),
            FITValue(7, .uint32, elapsedSeconds, scale: 1000),
            FITValue(8, .uint32, timerSeconds, scale: 1000),
            FITValue(9, .uint32, totals.distanceMeters, scale: 100),
            FITValue(11, .uint16, totals.calories),
            FITValue(16, .uint8, totals.averageHeartrate), FITValue(17, .uint8, totals.maximumHeartrate),
            FITValue(18, .uint8, totals.averageCadence), FITValue(19, .uint8, totals.maximumCadence),
            FITValue(20, .uint16, totals.averageWatts), FITValue(21, .uint16, totals.maximumWatts),
            FITValue(22, .uint16, totals.ascentMeters), FITValue(23, .uint16, totals.descentMeters),
            FITValue(25, .uint16, 0), FITValue(26, .uint16, Int64(lapCount)), FITValue(28, .enumeration, 0),
            FITValue(34, .uint16, totals.normalizedWatts),
            FITValue(57, .sint8, totals.averageTemperature),
            FITValue(59, .uint32, totals.movingSeconds, scale: 1000),
            FITValue(124, .uint32, totals.averageSpeed, scale: 1000),
            FITValue(125, .uint32, totals.maximumSpeed, scale: 1000),
        ]
    }

    /// `activity`, which alone knows local time.
    var activity: [FITValue] {
        let end = FITEncoder.timestamp(last)
        return [
            FITValue(253, .uint32, end), FITValue(0, .uint32, timerSeconds, scale: 1000),
            FITValue(1, .uint16, 1), FITValue(2, .enumeration, 0), FITValue(3, .enumeration, 26),
            FITValue(4, .enumeration, 1), FITValue(5, .uint32, end + Int64(exported.utcOffsetSeconds)),
        ]
    }

    /// The first known position of these samples, as two fields.
    private func position(_ number: UInt8, first samples: some Sequence<Int>) -> [FITValue] {
        var position: (latitude: Int64, longitude: Int64)?
        for index in samples {
            guard let latitude = columns.value(columns.latitude, index),
                let longitude = columns.value(columns.longitude, index)
            else { continue }
            position = (FITEncoder.semicircles(latitude), FITEncoder.semicircles(longitude))
            break
        }
        return [
            FITValue(number, .sint32, position?.latitude),
            FITValue(number + 1, .sint32, position?.longitude),
        ]
    }
}
