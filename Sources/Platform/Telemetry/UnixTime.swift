import Glibc

/// A moment in UTC: nanoseconds since 1970-01-01T00:00:00Z.
package struct UnixTime: Sendable, Comparable, Hashable {
    /// Nanoseconds since the epoch, negative before.
    package let nanoseconds: Int64

    /// The moment so many nanoseconds after the epoch.
    package init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

    /// What the system's real-time clock says now.
    @Sendable package static func system() -> UnixTime {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return UnixTime(nanoseconds: Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec))
    }

    package static func < (left: UnixTime, right: UnixTime) -> Bool { left.nanoseconds < right.nanoseconds }

    /// Appends the moment as RFC 3339 with microseconds, `2026-03-01T07:30:00.123456Z`.
    func appendTimestamp(to bytes: inout [UInt8]) {
        let (days, secondOfDay) = floorDivide(floorDivide(nanoseconds, 1_000_000_000).quotient, 86_400)
        let date = civilDate(daysSinceEpoch: Int(days))
        let second = Int(secondOfDay)
        bytes.appendDecimal(date.year, digits: 4)
        bytes.append(UInt8(ascii: "-"))
        bytes.appendDecimal(date.month, digits: 2)
        bytes.append(UInt8(ascii: "-"))
        bytes.appendDecimal(date.day, digits: 2)
        bytes.append(UInt8(ascii: "T"))
        bytes.appendDecimal(second / 3600, digits: 2)
        bytes.append(UInt8(ascii: ":"))
        bytes.appendDecimal(second / 60 % 60, digits: 2)
        bytes.append(UInt8(ascii: ":"))
        bytes.appendDecimal(second % 60, digits: 2)
        bytes.append(UInt8(ascii: "."))
        bytes.appendDecimal(Int(floorDivide(nanoseconds, 1_000_000_000).remainder / 1000), digits: 6)
        bytes.append(UInt8(ascii: "Z"))
    }
}

private func floorDivide(_ value: Int64, _ divisor: Int64) -> (quotient: Int64, remainder: Int64) {
    let (quotient, remainder) = value.quotientAndRemainder(dividingBy: divisor)
    return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
}

/// The proleptic Gregorian date of a day (Hinnant, "chrono-Compatible Low-Level Date Algorithms",
/// civil_from_days).
private func civilDate(daysSinceEpoch: Int) -> (year: Int, month: Int, day: Int) {
    let shifted = daysSinceEpoch + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    return (year, month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
}
