/// An instant as XML files write it.
struct XMLTime: Equatable {
    /// Milliseconds since 1970 UTC.
    var milliseconds: Int64
    /// How far the zone is ahead of UTC; nil for UTC itself and where no zone is given.
    var offsetSeconds: Int?

    /// Reads `2024-05-01T06:00:00.123Z` (ISO 8601) leniently: a blank for the `T`, any number of decimals,
    /// `Z` in either case, `±hh`, `±hhmm` or `±hh:mm`; no zone means UTC. Nil for anything else and for days
    /// that don't exist.
    init?(_ bytes: UnsafeBufferPointer<UInt8>) {
        var reader = ASCIIReader(bytes)
        reader.skipSpaces()
        guard let year = reader.integer(digits: 4), reader.skip("-"),
            let month = reader.integer(digits: 2), reader.skip("-"),
            let day = reader.integer(digits: 2),
            reader.skip("T") || reader.skip("t") || reader.skip(" "),
            let hour = reader.integer(digits: 2), reader.skip(":"),
            let minute = reader.integer(digits: 2), reader.skip(":"),
            let second = reader.integer(digits: 2)
        else { return nil }
        guard (1...12).contains(month), (1...Self.days(in: month, of: year)).contains(day),
            hour < 24, minute < 60, second <= 60
        else { return nil }
        let fraction = reader.skip(".") || reader.skip(",") ? Self.fraction(&reader) : 0
        guard let fraction, let offset = Self.zone(&reader) else { return nil }
        reader.skipSpaces()
        guard reader.isAtEnd else { return nil }
        let seconds = Self.daysSince1970(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second
        milliseconds = Int64(seconds - (offset.seconds ?? 0)) * 1000 + Int64(fraction)
        offsetSeconds = offset.seconds
    }

    /// Thousandths, further digits cut off; nil without a digit.
    private static func fraction(_ reader: inout ASCIIReader) -> Int? {
        var value = 0
        var count = 0
        while let digit = reader.digit() {
            if count < 3 { value = value * 10 + Int(digit) }
            count += 1
        }
        guard count > 0 else { return nil }
        if count == 1 { return value * 100 }
        return count == 2 ? value * 10 : value
    }

    private static func zone(_ reader: inout ASCIIReader) -> (seconds: Int?, Void)? {
        if reader.skip("Z") || reader.skip("z") { return (nil, ()) }
        let isBehind = reader.skip("-")
        guard isBehind || reader.skip("+") else { return (nil, ()) }
        guard let hours = reader.integer(digits: 2), hours <= 18 else { return nil }
        var minutes = 0
        if reader.skip(":") {
            guard let value = reader.integer(digits: 2), value < 60 else { return nil }
            minutes = value
        } else if let value = reader.integer(digits: 2) {
            minutes = value
        }
        let seconds = hours * 3600 + minutes * 60
        // Programs write UTC as +00:00, too.
        return (seconds == 0 ? nil : isBehind ? -seconds : seconds, ())
    }

    private static func days(in month: Int, of year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// By Howard Hinnant's `days_from_civil`: years begin in March, so that leap days come last.
    private static func daysSince1970(_ year: Int, _ month: Int, _ day: Int) -> Int {
        let shifted = month <= 2 ? year - 1 : year
        let era = (shifted >= 0 ? shifted : shifted - 399) / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }
}
