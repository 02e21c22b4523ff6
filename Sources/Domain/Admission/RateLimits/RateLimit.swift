/// How much may be asked in a quarter of an hour and in a day, of everything and of reads alone.
package struct RateLimit: Equatable, Sendable {
    /// Requests, the reads among them too.
    package var quarterHour: Int
    package var day: Int
    package var readQuarterHour: Int
    package var readDay: Int

    /// Takes the four maxima.
    package init(quarterHour: Int, day: Int, readQuarterHour: Int, readDay: Int) {
        self.quarterHour = quarterHour
        self.day = day
        self.readQuarterHour = readQuarterHour
        self.readDay = readDay
    }

    /// So many in a quarter of an hour, and nothing else.
    package static func attempts(_ count: Int) -> RateLimit {
        RateLimit(quarterHour: count, day: Int.max, readQuarterHour: Int.max, readDay: Int.max)
    }

    /// The part of the limit that one of several loops may give away on its own.
    func divided(among loops: Int) -> RateLimit {
        func part(_ limit: Int) -> Int { limit == Int.max ? limit : max(1, limit / loops) }
        return RateLimit(
            quarterHour: part(quarterHour), day: part(day), readQuarterHour: part(readQuarterHour),
            readDay: part(readDay))
    }
}
