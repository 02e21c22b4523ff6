import EventLoop
import Telemetry

/// The `Date` header, made once a second (RFC 9110, 5.6.7).
final class DateLine {
    private let clock: () -> UnixTime
    private var expires: Uptime?
    private var line: [UInt8] = []

    init(clock: @escaping () -> UnixTime = UnixTime.system) {
        self.clock = clock
    }

    /// The whole line with its end.
    func bytes(at now: Uptime) -> [UInt8] {
        if let expires, now < expires { return line }
        let time = clock().nanoseconds
        let seconds = Int(time / 1_000_000_000)
        expires = now + .nanoseconds(1_000_000_000 - time % 1_000_000_000)
        line = Array("Date: \(DateLine.text(unixSeconds: seconds))\r\n".utf8)
        return line
    }

    /// A moment as IMF-fixdate: `Sun, 06 Nov 1994 08:49:37 GMT`.
    static func text(unixSeconds: Int) -> String {
        let days = unixSeconds / 86_400
        let second = unixSeconds % 86_400
        let (year, month, day) = civilDate(days)
        let time = "\(two(second / 3600)):\(two(second / 60 % 60)):\(two(second % 60))"
        return "\(weekdays[days % 7]), \(two(day)) \(months[month - 1]) \(year) \(time) GMT"
    }

    private static let weekdays = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    private static func two(_ number: Int) -> String {
        number < 10 ? "0\(number)" : "\(number)"
    }

    /// Days since 1970 as a date of the proleptic Gregorian calendar (Howard Hinnant, `civil_from_days`).
    private static func civilDate(_ days: Int) -> (year: Int, month: Int, day: Int) {
        let shifted = days + 719_468
        let era = shifted / 146_097
        let dayOfEra = shifted % 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
    }
}
