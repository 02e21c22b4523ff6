import FoundationEssentials

extension Date {
    /// The moment as a mail's header writes it (RFC 5322, 3.3): `Sat, 21 Nov 2026 08:42:51 +0000`.
    var mailDate: String {
        let weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = .gmt
        let parts = calendar.dateComponents(
            [.year, .month, .day, .weekday, .hour, .minute, .second], from: self)
        guard let year = parts.year, let month = parts.month, let day = parts.day,
            let weekday = parts.weekday,
            let hour = parts.hour, let minute = parts.minute, let second = parts.second
        else { return "" }
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        let dayOfYear = "\(weekdays[weekday - 1]), \(two(day)) \(months[month - 1]) \(year)"
        return "\(dayOfYear) \(two(hour)):\(two(minute)):\(two(second)) +0000"
    }
}
