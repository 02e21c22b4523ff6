package import FoundationEssentials
import Geo
import TimeZones
import Training

/// The zone in which an activity is told.
///
/// The file's own offset counts; without one, what the clocks show at the place of the start; without a
/// place, what they show where the athlete lives. An offset of 0 says nothing: devices and programs that
/// don't know the local time write UTC.
///
/// Names are those of IANA. An offset that the clocks of none of those places show has a zone that never
/// changes, as `Etc/GMT-1` (which is east of Greenwich, by POSIX's odd sign); so has a place at sea, by its
/// longitude.
enum LocalTime {
    /// What tells the zone of an activity.
    struct Clues: Sendable, Equatable {
        /// When it began.
        var date: Date
        /// How far the file says that its clock was ahead.
        var fileOffsetSeconds: Int?
        /// Where it began.
        var place: Coordinate?
        /// The zone that the athlete lives in.
        var homeZone: String?
    }

    /// The start of an activity, zoned, and what its zone was taken from.
    static func start(_ clues: Clues) -> (start: Activity.Start, source: FigureSource) {
        var clues = clues
        if clues.fileOffsetSeconds == 0 { clues.fileOffsetSeconds = nil }
        let instant = Int64(clues.date.timeIntervalSince1970.rounded(.down))
        for (zone, source) in candidates(clues) {
            guard let rules = TimeZoneDatabase.system.rules(of: zone) else { continue }
            let offset = rules.offsetSeconds(at: instant)
            guard clues.fileOffsetSeconds == nil || clues.fileOffsetSeconds == offset else { continue }
            let start = Activity.Start(date: clues.date, utcOffsetSeconds: offset, timeZone: zone)
            return (start, clues.fileOffsetSeconds == nil ? source : .device)
        }
        let offset =
            clues.fileOffsetSeconds ?? nauticalOffsetSeconds(longitude: clues.place?.longitude)
        let start = Activity.Start(
            date: clues.date, utcOffsetSeconds: offset, timeZone: fixedZone(ofOffset: offset))
        return (start, clues.fileOffsetSeconds == nil ? .estimate : .device)
    }

    private static func candidates(_ clues: Clues) -> [(zone: String, source: FigureSource)] {
        var found: [(String, FigureSource)] = []
        if let place = clues.place, let zone = zone(at: place) { found.append((zone, .samples)) }
        // Somebody who is somewhere else has the time of that place, unless the device says otherwise.
        if let zone = clues.homeZone, clues.place == nil || clues.fileOffsetSeconds != nil {
            found.append((zone, .settings))
        }
        return found
    }

    /// The zone of a place; nil at sea.
    static func zone(at place: Coordinate) -> String? {
        TimeZoneMap.name(latitude: place.latitude, longitude: place.longitude)
    }

    /// Whole hours east of Greenwich of the nautical zone, in seconds.
    private static func nauticalOffsetSeconds(longitude: Double?) -> Int {
        guard let longitude, longitude.isFinite else { return 0 }
        return Int((longitude / 15).rounded()) * 3600
    }

    /// A zone whose clocks always show this offset; the nearest whole hour's where there is none.
    static func fixedZone(ofOffset seconds: Int) -> String {
        if let zone = unusualZones[seconds] { return zone }
        let hours = min(max(Int((Double(seconds) / 3600).rounded()), -12), 14)
        if hours == 0 { return "Etc/UTC" }
        return hours > 0 ? "Etc/GMT-\(hours)" : "Etc/GMT+\(-hours)"
    }

    /// Zones that are not whole hours ahead, and without summer time.
    private static let unusualZones = [
        -34_200: "Pacific/Marquesas", 12_600: "Asia/Tehran", 16_200: "Asia/Kabul", 19_800: "Asia/Kolkata",
        20_700: "Asia/Kathmandu", 23_400: "Asia/Yangon", 31_500: "Australia/Eucla",
        34_200: "Australia/Darwin",
    ]

    /// `(GMT+01:00) Europe/Berlin`, as v3 writes zones: with the offset of the winter, in summer too.
    static func label(_ start: Activity.Start) -> String {
        let offset = winterOffsetSeconds(start) ?? start.utcOffsetSeconds
        let minutes = abs(offset) / 60
        let sign = offset < 0 ? "-" : "+"
        return "(GMT\(sign)\(padded(minutes / 60)):\(padded(minutes % 60))) \(start.timeZone)"
    }

    /// The smaller one of the offsets of January and July; nil for a zone that is not known here.
    private static func winterOffsetSeconds(_ start: Activity.Start) -> Int? {
        guard let rules = TimeZoneDatabase.system.rules(of: start.timeZone) else { return nil }
        let day = Int((start.localDate.timeIntervalSince1970 / 86_400).rounded(.down))
        let year = CivilDay.year(containing: day)
        let offsets = [1, 7].map { month in
            rules.offsetSeconds(at: Int64(CivilDay.number(year, month, 15)) * 86_400)
        }
        return offsets.min()
    }

    private static func padded(_ number: Int) -> String {
        number < 10 ? "0\(number)" : String(number)
    }
}

extension Activity.Start {
    /// The wall clock's moment, as if it were UTC: v3's `start_date_local`.
    package var localDate: Date {
        date.addingTimeInterval(Double(utcOffsetSeconds))
    }

    /// Seconds since local midnight.
    var secondOfLocalDay: Int {
        let seconds = Int(localDate.timeIntervalSince1970.rounded(.down))
        return ((seconds % 86_400) + 86_400) % 86_400
    }

    /// Leaves the offset, and nothing of the place.
    mutating func hidePlace() {
        timeZone = LocalTime.fixedZone(ofOffset: utcOffsetSeconds)
    }
}
