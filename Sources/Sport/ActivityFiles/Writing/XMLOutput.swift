/// XML as it grows: everything is appended as bytes, numbers from their fixed-point form.
struct XMLOutput {
    private(set) var bytes: [UInt8] = []
    /// The day of the last time that was written, and its text: samples of one day follow each other.
    private var day = Int64.min
    private var dayText: [UInt8] = []

    init(capacity: Int) {
        bytes.reserveCapacity(capacity)
    }

    /// Markup, as it stands.
    mutating func append(_ markup: StaticString) {
        let units = UnsafeBufferPointer(start: markup.utf8Start, count: markup.utf8CodeUnitCount)
        bytes.append(contentsOf: units)
    }

    // MARK: elements

    /// An element around what `content` writes.
    mutating func element(_ name: StaticString, _ content: (inout XMLOutput) -> Void) {
        append("<")
        append(name)
        append(">")
        content(&self)
        append("</")
        append(name)
        append(">")
    }

    /// An element with a text; none for an empty one.
    mutating func element(_ name: StaticString, text: String) {
        guard !text.isEmpty else { return }
        element(name) { $0.append(escaping: text) }
    }

    /// An element with a fixed-point number; none without one.
    mutating func element(_ name: StaticString, _ value: Int32?, decimals: Int = 0) {
        guard let value else { return }
        element(name) { $0.append(value, decimals: decimals) }
    }

    /// An element with a rounded number; none without one, or for what has no digits.
    mutating func element(_ name: StaticString, _ value: Double?, decimals: Int = 0) {
        guard let value, value.isFinite else { return }
        element(name) { $0.append(value, decimals: decimals) }
    }

    // MARK: text

    /// Characters that markup is made of as references, and those that XML has no place for not at all
    /// (XML 1.0, 2.2).
    mutating func append(escaping text: String) {
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": append("&amp;")
            case "<": append("&lt;")
            case ">": append("&gt;")
            case "\"": append("&quot;")
            // A reader would take it for a line feed.
            case "\r": append("&#13;")
            case "\t", "\n": bytes.append(UInt8(scalar.value))
            case "\u{0}"..<" ", "\u{fffe}", "\u{ffff}": continue
            default: UTF8.encode(scalar).map { bytes.append(contentsOf: $0) }
            }
        }
    }

    // MARK: numbers

    /// A fixed-point number, without zeros at its end.
    mutating func append(_ value: Int32, decimals: Int) {
        append(Int64(value), decimals: decimals)
    }

    /// A number rounded to so many decimals, at most 7; nothing for what has no digits.
    mutating func append(_ value: Double, decimals: Int) {
        let scaled = (value * Double(Self.powersOfTen[decimals])).rounded()
        guard abs(scaled) < 1e18 else { return append("0") }
        append(Int64(scaled), decimals: decimals)
    }

    private static let powersOfTen: [Int64] = [1, 10, 100, 1000, 10_000, 100_000, 1_000_000, 10_000_000]

    private mutating func append(_ value: Int64, decimals: Int) {
        if value < 0 { bytes.append(UInt8(ascii: "-")) }
        var rest = value.magnitude
        var printed = decimals
        while printed > 0, rest % 10 == 0 {
            rest /= 10
            printed -= 1
        }
        let first = bytes.count
        var digitCount = 0
        repeat {
            if digitCount == printed, printed > 0 { bytes.append(UInt8(ascii: ".")) }
            bytes.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10))
            rest /= 10
            digitCount += 1
        } while rest > 0 || digitCount <= printed
        reverse(from: first)
    }

    private mutating func reverse(from start: Int) {
        var (low, high) = (start, bytes.count - 1)
        while low < high {
            bytes.swapAt(low, high)
            low += 1
            high -= 1
        }
    }

    // MARK: times

    private static let millisecondsPerDay: Int64 = 86_400_000

    /// A moment in UTC, with thousandths where there are some: `2026-05-02T06:00:00.250Z`.
    mutating func append(time milliseconds: Int64) {
        let (day, rest) = milliseconds.flooredDivision(by: Self.millisecondsPerDay)
        if day != self.day {
            self.day = day
            dayText = Self.text(ofDay: day)
        }
        bytes.append(contentsOf: dayText)
        let thousandths = Int(rest)
        appendPadded(thousandths / 3_600_000, width: 2)
        bytes.append(UInt8(ascii: ":"))
        appendPadded(thousandths / 60_000 % 60, width: 2)
        bytes.append(UInt8(ascii: ":"))
        appendPadded(thousandths / 1000 % 60, width: 2)
        if thousandths % 1000 != 0 {
            bytes.append(UInt8(ascii: "."))
            appendPadded(thousandths % 1000, width: 3)
        }
        bytes.append(UInt8(ascii: "Z"))
    }

    private mutating func appendPadded(_ value: Int, width: Int) {
        if width == 3 { bytes.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: value / 100)) }
        bytes.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: value / 10 % 10))
        bytes.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: value % 10))
    }

    /// `2026-05-02T` of a day counted from 1970-01-01 (Howard Hinnant, "chrono-compatible low-level date
    /// algorithms"); years before 0 and after 9999 have no text of their own.
    private static func text(ofDay day: Int64) -> [UInt8] {
        let shifted = day + 719_468
        let (era, dayOfEra) = shifted.flooredDivision(by: 146_097)
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = Int(shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9)
        let year = Int(yearOfEra + era * 400) + (month <= 2 ? 1 : 0)
        var text = XMLOutput(capacity: 11)
        text.appendPadded(min(max(year, 0), 9999) / 100, width: 2)
        text.appendPadded(min(max(year, 0), 9999) % 100, width: 2)
        text.append("-")
        text.appendPadded(month, width: 2)
        text.append("-")
        text.appendPadded(Int(dayOfYear - (153 * shiftedMonth + 2) / 5 + 1), width: 2)
        text.append("T")
        return text.bytes
    }
}

extension Int64 {
    /// Quotient and remainder, the latter not negative.
    func flooredDivision(by divisor: Int64) -> (quotient: Int64, remainder: Int64) {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }
}
