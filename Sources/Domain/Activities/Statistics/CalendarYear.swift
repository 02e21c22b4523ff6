import FoundationEssentials
import TimeZones

/// Years of the calendar.
enum CalendarYear {
    /// The first moment of the year, by the same clock as the moment.
    static func start(containing moment: Date) -> Date {
        let days = Int((moment.timeIntervalSince1970 / 86_400).rounded(.down))
        let first = CivilDay.number(CivilDay.year(containing: days), 1, 1)
        return Date(timeIntervalSince1970: Double(first) * 86_400)
    }
}
