import FoundationEssentials

/// Years of the calendar in UTC.
enum CalendarYear {
    /// The first moment of the year.
    static func start(containing moment: Date) -> Date {
        let days = Int((moment.timeIntervalSince1970 / 86_400).rounded(.down))
        // A first guess that is right or one too late, since no year has fewer than 365 days.
        var year = 1970 + Int((Double(days) / 365.2425).rounded(.down)) + 1
        while LocalDateText.daysSince1970(year, 1, 1) > days { year -= 1 }
        return Date(timeIntervalSince1970: Double(LocalDateText.daysSince1970(year, 1, 1)) * 86_400)
    }
}
