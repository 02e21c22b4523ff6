package import FoundationEssentials

/// A moment, bound as `timestamptz`: whole microseconds since 2000-01-01 UTC.
///
/// `distantPast` and `distantFuture`, and whatever lies outside PostgreSQL's range, are `-infinity` and
/// `infinity`. A `timestamp` or `date` is read as UTC.
extension Date: SQLValue {
    /// Seconds from 2000-01-01 (PostgreSQL's epoch) to 2001-01-01 (Foundation's).
    private static let epochDifferenceSeconds = 31_622_400.0

    /// The years 4714 BC to 294276 AD (`MIN_TIMESTAMP`, `END_TIMESTAMP`).
    private static let microsecondsRange: ClosedRange<Double> =
        -211_813_488_000_000_000...9_223_371_331_200_000_000

    package static var sqlType: PostgresType { .timestamptz }

    package func encodeSQL(to bytes: inout [UInt8]) {
        bytes.appendBigEndian(postgresMicroseconds)
    }

    private var postgresMicroseconds: Int64 {
        if self == .distantPast { return .min }
        if self == .distantFuture { return .max }
        let seconds = timeIntervalSinceReferenceDate + Self.epochDifferenceSeconds
        let microseconds = (seconds * 1_000_000).rounded()
        if microseconds.isNaN || microseconds < Self.microsecondsRange.lowerBound { return .min }
        if microseconds >= Self.microsecondsRange.upperBound { return .max }
        return Int64(microseconds)
    }

    package static func decodeSQL(from field: Field) throws(FieldMismatch) -> Date {
        let bytes = try field.present()
        switch (field.type, bytes.count) {
        case (.timestamptz, 8), (.timestamp, 8):
            return moment(
                bytes.loadBigEndian(as: Int64.self), least: .min, greatest: .max, perSecond: 1_000_000)
        case (.date, 4):
            let days = bytes.loadBigEndian(as: Int32.self)
            if days == .min { return .distantPast }
            if days == .max { return .distantFuture }
            return Date(timeIntervalSinceReferenceDate: Double(days) * 86_400 - epochDifferenceSeconds)
        default: throw .type
        }
    }

    private static func moment(_ count: Int64, least: Int64, greatest: Int64, perSecond: Int64) -> Date {
        if count == least { return .distantPast }
        if count == greatest { return .distantFuture }
        // Split, because a Double cannot hold all microseconds of far years.
        let (seconds, rest) = count.quotientAndRemainder(dividingBy: perSecond)
        let whole = Double(seconds) - epochDifferenceSeconds
        return Date(timeIntervalSinceReferenceDate: whole + Double(rest) / Double(perSecond))
    }
}
