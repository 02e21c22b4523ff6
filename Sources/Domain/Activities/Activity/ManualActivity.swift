package import Accounts
package import FoundationEssentials
package import Kernel
import TimeZones

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
    /// How far the clock was ahead of UTC, where the athlete says so.
    package var utcOffsetSeconds: Int?
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
        (localStart, utcOffsetSeconds) = try ManualActivity.start(fields)
        let longest = Double(ManualActivity.maximumElapsedSeconds)
        guard let elapsed = try fields.number("elapsed_time", of: resource, in: 0...longest) else {
            throw .missing(resource, "elapsed_time")
        }
        elapsedSeconds = Int(elapsed)
        distanceMeters =
            try fields.number("distance", of: resource, in: 0...ManualActivity.maximumDistanceMeters) ?? 0
    }

    /// When it began: by the zone that was told, else by that in which the athlete lives, else in UTC.
    package func start(in zone: HomeZone) -> Activity.Start {
        let date =
            utcOffsetSeconds.map { localStart.addingTimeInterval(-Double($0)) }
            ?? zone.moment(ofLocal: localStart)
        let clues = LocalTime.Clues(
            date: date, fileOffsetSeconds: utcOffsetSeconds, place: nil, homeZone: zone.name)
        return LocalTime.start(clues).start
    }

    /// Takes the start for one in UTC, and tells it by the clocks where the athlete lives.
    package mutating func beginInUTC(for zone: HomeZone) {
        let local = zone.localDate(of: localStart)
        utcOffsetSeconds = Int(local.timeIntervalSince(localStart))
        localStart = local
    }

    private static func start(_ fields: RequestFields) throws(Fault) -> (local: Date, offset: Int?) {
        guard let text = fields["start_date_local"], !text.isEmpty else {
            throw .missing(ActivityFields.resource, "start_date_local")
        }
        guard let date = LocalDateText.parse(text) else {
            throw .invalid(ActivityFields.resource, "start_date_local")
        }
        // Clients write a Z after local times too, as v3 does; so it says nothing.
        let offset = LocalDateText.offsetSeconds(text)
        return (date, offset == 0 ? nil : offset)
    }
}

/// Local moments as clients write them: `2026-05-01T07:30:00`, with a blank for the `T`, with a fraction, or
/// with a zone.
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
            (1...CivilDay.count(inMonth: month, of: year)).contains(day), hour < 24, minute < 60, second < 60
        else { return nil }
        let days = CivilDay.number(year, month, day)
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

    /// What a moment's zone is east of Greenwich: `Z`, `+01:00`, `-0330`; nil where it has none.
    static func offsetSeconds(_ moment: String) -> Int? {
        if moment.hasSuffix("Z") || moment.hasSuffix("z") { return 0 }
        guard let sign = moment.lastIndex(where: { $0 == "+" || $0 == "-" }) else { return nil }
        let digits = moment[sign...].dropFirst().filter { $0 != ":" }
        guard digits.count == 4, let number = Int(digits), number / 100 < 24, number % 100 < 60,
            moment.distance(from: moment.startIndex, to: sign) >= 19
        else { return nil }
        let seconds = number / 100 * 3600 + number % 100 * 60
        return moment[sign] == "-" ? -seconds : seconds
    }
}
