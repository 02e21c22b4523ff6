package import FoundationEssentials
import Glibc

/// The zone in which an activity is told: from the file, else from where it was.
///
/// There is no map of zones here. A file that knows its local time gives an offset; otherwise the nautical
/// zone of the start's longitude is taken, which is within an hour or two of what clocks show; without a
/// position, UTC. Such zones have the IANA names `Etc/GMT-1` (which is east of Greenwich, by POSIX's odd
/// sign) and `Etc/UTC`.
enum LocalTime {
    /// The start of an activity, zoned.
    static func start(at date: Date, fileOffsetSeconds: Int?, longitude: Double?) -> Activity.Start {
        let offset = fileOffsetSeconds ?? nauticalOffsetSeconds(longitude: longitude)
        return Activity.Start(date: date, utcOffsetSeconds: offset, timeZone: name(ofOffset: offset))
    }

    /// Whole hours east of Greenwich of the nautical zone, in seconds.
    static func nauticalOffsetSeconds(longitude: Double?) -> Int {
        guard let longitude, longitude.isFinite else { return 0 }
        return Int((longitude / 15).rounded()) * 3600
    }

    /// The fixed zone with the nearest whole hour.
    static func name(ofOffset seconds: Int) -> String {
        let hours = Int((Double(seconds) / 3600).rounded())
        if hours == 0 { return "Etc/UTC" }
        return hours > 0 ? "Etc/GMT-\(hours)" : "Etc/GMT+\(-hours)"
    }

    /// `(GMT+01:00) Etc/GMT-1`, as v3 writes zones.
    static func label(_ start: Activity.Start) -> String {
        let minutes = abs(start.utcOffsetSeconds) / 60
        let sign = start.utcOffsetSeconds < 0 ? "-" : "+"
        return "(GMT\(sign)\(padded(minutes / 60)):\(padded(minutes % 60))) \(start.timeZone)"
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
}
