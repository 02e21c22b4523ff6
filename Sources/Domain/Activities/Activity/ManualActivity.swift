package import FoundationEssentials
package import Kernel

/// An activity entered by hand: v3's `POST /activities`.
package struct ManualActivity: Sendable, Equatable {
    /// The longest that one activity may last: 30 days.
    package static let maximumElapsedSeconds = 30 * 86_400
    /// The longest distance, in metres: once around the earth.
    package static let maximumDistanceMeters = 40_075_017.0

    /// What the athlete says of it.
    package var details: ActivityDetails
    /// Who may see it, where the athlete says so.
    package var visibility: Visibility?
    /// What the athlete says of the facets that others see.
    package var facets: FacetEdit
    /// The wall clock's moment, as if it were UTC.
    package var localStart: Date
    package var elapsedSeconds: Int
    package var distanceMeters: Double

    /// Reads the fields; throws a fault that names the one that is missing or wrong.
    package init(_ fields: RequestFields) throws(Fault) {
        let resource = ActivityFields.resource
        guard let name = try ActivityFields.name(fields) else { throw .missing(resource, "name") }
        guard let sportType = try ActivityFields.sportType(fields) else {
            throw .missing(resource, "sport_type")
        }
        details = ActivityDetails(name: name, sportType: sportType)
        details.description = try ActivityFields.description(fields) ?? ""
        visibility = try ActivityFields.visibility(fields)
        facets = try FacetEdit(fields, of: resource)
        details.trainer = try fields.flag("trainer", of: resource) ?? false
        details.commute = try fields.flag("commute", of: resource) ?? false
        details.hideFromHome = try fields.flag("hide_from_home", of: resource) ?? false
        localStart = try ManualActivity.start(fields)
        let longest = Double(ManualActivity.maximumElapsedSeconds)
        guard let elapsed = try fields.number("elapsed_time", of: resource, in: 0...longest) else {
            throw .missing(resource, "elapsed_time")
        }
        elapsedSeconds = Int(elapsed)
        distanceMeters =
            try fields.number("distance", of: resource, in: 0...ManualActivity.maximumDistanceMeters) ?? 0
    }

    private static func start(_ fields: RequestFields) throws(Fault) -> Date {
        guard let text = fields["start_date_local"], !text.isEmpty else {
            throw .missing(ActivityFields.resource, "start_date_local")
        }
        guard let date = LocalDateText.parse(text) else {
            throw .invalid(ActivityFields.resource, "start_date_local")
        }
        return date
    }
}

/// Local moments as clients write them: `2026-05-01T07:30:00`, with a blank for the `T`, with a fraction, or
/// with a zone, which says nothing about a local time and is ignored.
enum LocalDateText {
    /// The moment as if it were UTC; nil for anything else, and for years before 1900 or after 2100.
    static func parse(_ text: String) -> Date? {
        let bytes = Array(text.utf8)
        guard bytes.count >= 19, bytes.count <= 40 else { return nil }
        let separators: [(Int, Set<UInt8>)] = [
            (4, [UInt8(ascii: "-")]), (7, [UInt8(ascii: "-")]), (10, [UInt8(ascii: "T"), UInt8(ascii: " ")]),
            (13, [UInt8(ascii: ":")]), (16, [UInt8(ascii: ":")]),
        ]
        for (index, allowed) in separators where !allowed.contains(bytes[index]) { return nil }
        guard let year = number(bytes[0..<4]), let month = number(bytes[5..<7]),
            let day = number(bytes[8..<10]),
            let hour = number(bytes[11..<13]), let minute = number(bytes[14..<16]),
            let second = number(bytes[17..<19])
        else { return nil }
        guard (1900...2100).contains(year), (1...12).contains(month),
            (1...daysInMonth(month, of: year)).contains(day), hour < 24, minute < 60, second < 60
        else { return nil }
        let days = daysSince1970(year, month, day)
        return Date(timeIntervalSince1970: Double(days * 86_400 + hour * 3600 + minute * 60 + second))
    }

    private static func number(_ digits: ArraySlice<UInt8>) -> Int? {
        var value = 0
        for digit in digits {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit) else { return nil }
            value = value * 10 + Int(digit - UInt8(ascii: "0"))
        }
        return value
    }

    private static func daysInMonth(_ month: Int, of year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// Howard Hinnant, "chrono-compatible low-level date algorithms".
    static func daysSince1970(_ year: Int, _ month: Int, _ day: Int) -> Int {
        let shifted = month <= 2 ? year - 1 : year
        let era = shifted / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
    }
}
