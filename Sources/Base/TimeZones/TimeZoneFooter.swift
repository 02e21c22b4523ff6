/// The rule for the years after those that a TZif file lists, in the words of POSIX's `TZ`, as
/// `CET-1CEST,M3.5.0,M10.5.0/3` (RFC 9636, 3.3).
struct TimeZoneFooter: Sendable, Equatable {
    /// When clocks change in a year.
    private enum Day: Sendable, Equatable {
        /// From 1 to 365; the 29th of February is never counted.
        case withoutLeapDay(Int)
        /// From 0 to 365.
        case ofYear(Int)
        /// From Sunday, 0; the week 5 is the last one.
        case ofWeek(month: Int, week: Int, weekday: Int)
    }

    private struct Change: Sendable, Equatable {
        var day: Day
        /// After midnight of the clocks until then; may be negative, and more than a day.
        var seconds: Int
    }

    private struct Summer: Sendable, Equatable {
        var offset: Int
        var start: Change
        var end: Change
    }

    /// Seconds east of Greenwich.
    private let offset: Int
    private let summer: Summer?

    func offsetSeconds(at instant: Int64) -> Int {
        guard let summer else { return offset }
        let year = CivilDay.year(containing: (Int(instant) + offset).flooredQuotient(86_400))
        let start = TimeZoneFooter.seconds(of: summer.start, in: year) - offset
        let end = TimeZoneFooter.seconds(of: summer.end, in: year) - summer.offset
        let instant = Int(instant)
        // On the southern half, summer is what isn't between its end and its next start.
        let isSummer = start < end ? start <= instant && instant < end : instant < end || start <= instant
        return isSummer ? summer.offset : offset
    }

    /// When clocks change, as they show it themselves.
    private static func seconds(of change: Change, in year: Int) -> Int {
        let first = CivilDay.number(year, 1, 1)
        let day: Int
        switch change.day {
        case .ofYear(let number): day = first + number
        case .withoutLeapDay(let number):
            day = first + number - 1 + (number > 59 && CivilDay.isLeap(year) ? 1 : 0)
        case .ofWeek(let month, let week, let weekday):
            let firstOfMonth = CivilDay.number(year, month, 1)
            // 1970 began on a Thursday.
            let firstWeekday = (firstOfMonth + 4).flooredRemainder(7)
            var candidate = firstOfMonth + (weekday - firstWeekday).flooredRemainder(7) + (week - 1) * 7
            if candidate >= firstOfMonth + CivilDay.count(inMonth: month, of: year) { candidate -= 7 }
            day = candidate
        }
        return day * 86_400 + change.seconds
    }
}

extension TimeZoneFooter {
    /// Nil for what isn't such a rule.
    init?(_ text: ArraySlice<UInt8>) {
        var reader = FooterReader(rest: text)
        guard reader.skipName(), let west = reader.time(maximumHours: 24) else { return nil }
        offset = -west
        if reader.rest.isEmpty {
            summer = nil
            return
        }
        guard reader.skipName() else { return nil }
        var summerOffset = offset + 3600
        if reader.rest.first != UInt8(ascii: ",") {
            guard let west = reader.time(maximumHours: 24) else { return nil }
            summerOffset = -west
        }
        guard reader.skip(","), let start = TimeZoneFooter.change(&reader), reader.skip(","),
            let end = TimeZoneFooter.change(&reader), reader.rest.isEmpty
        else { return nil }
        summer = Summer(offset: summerOffset, start: start, end: end)
    }

    private static func change(_ reader: inout FooterReader) -> Change? {
        guard let day = day(&reader) else { return nil }
        guard reader.skip("/") else { return Change(day: day, seconds: 7200) }
        guard let seconds = reader.time(maximumHours: 167) else { return nil }
        return Change(day: day, seconds: seconds)
    }

    private static func day(_ reader: inout FooterReader) -> Day? {
        if reader.skip("J") { return reader.number(1...365).map { .withoutLeapDay($0) } }
        guard reader.skip("M") else { return reader.number(0...365).map { .ofYear($0) } }
        guard let month = reader.number(1...12), reader.skip("."), let week = reader.number(1...5),
            reader.skip("."), let weekday = reader.number(0...6)
        else { return nil }
        return .ofWeek(month: month, week: week, weekday: weekday)
    }
}

/// Reads a footer from its beginning.
private struct FooterReader {
    var rest: ArraySlice<UInt8>

    mutating func skip(_ character: Unicode.Scalar) -> Bool {
        guard rest.first == UInt8(ascii: character) else { return false }
        rest.removeFirst()
        return true
    }

    /// Three letters or more, or anything in angle brackets; false for anything else.
    mutating func skipName() -> Bool {
        if skip("<") {
            guard let end = rest.firstIndex(of: UInt8(ascii: ">")) else { return false }
            rest = rest[(end + 1)...]
            return true
        }
        let letters = rest.prefix { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0 & 0xdf) }
        rest = rest[letters.endIndex...]
        return letters.count >= 3
    }

    mutating func number(_ range: ClosedRange<Int>) -> Int? {
        let digits = rest.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        guard !digits.isEmpty, digits.count <= 3 else { return nil }
        rest = rest[digits.endIndex...]
        let value = digits.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
        return range.contains(value) ? value : nil
    }

    /// `[±]h[:mm[:ss]]` in seconds.
    mutating func time(maximumHours: Int) -> Int? {
        let isNegative = skip("-")
        if !isNegative { _ = skip("+") }
        guard let hours = number(0...maximumHours) else { return nil }
        var seconds = hours * 3600
        for unit in [60, 1] where skip(":") {
            guard let part = number(0...59) else { return nil }
            seconds += part * unit
        }
        return isNegative ? -seconds : seconds
    }
}
