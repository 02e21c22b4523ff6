package import FoundationEssentials

/// Appends JSON (RFC 8259) to a buffer of UTF-8 bytes; commas are put where they belong.
///
///     var json = JSONWriter()
///     json.object { json in
///         json.member("id", 42)
///         json.member("laps") { json in json.array(laps) { json, lap in lap.write(to: &json) } }
///     }
package struct JSONWriter: Sendable {
    /// What has been written.
    package private(set) var bytes: [UInt8] = []
    private var needsComma = false

    /// Makes an empty writer with room for `capacity` bytes.
    package init(capacity: Int = 512) {
        bytes.reserveCapacity(capacity)
    }

    // MARK: containers

    /// Writes an object whose members the body writes.
    package mutating func object<Failure: Error>(_ body: (inout JSONWriter) throws(Failure) -> Void)
        throws(Failure)
    {
        open(UInt8(ascii: "{"))
        try body(&self)
        close(UInt8(ascii: "}"))
    }

    /// Writes an array whose elements the body writes.
    package mutating func array<Failure: Error>(_ body: (inout JSONWriter) throws(Failure) -> Void)
        throws(Failure)
    {
        open(UInt8(ascii: "["))
        try body(&self)
        close(UInt8(ascii: "]"))
    }

    /// Writes an array with one value for each element.
    package mutating func array<Elements: Sequence>(
        _ elements: Elements, _ write: (inout JSONWriter, Elements.Element) -> Void
    ) {
        open(UInt8(ascii: "["))
        for element in elements { write(&self, element) }
        close(UInt8(ascii: "]"))
    }

    /// Writes the key of a member; exactly one value has to follow.
    package mutating func key(_ name: StaticString) {
        comma()
        bytes.append(UInt8(ascii: "\""))
        name.withUTF8Buffer { bytes.append(contentsOf: $0) }
        bytes.append(UInt8(ascii: "\""))
        bytes.append(UInt8(ascii: ":"))
        needsComma = false
    }

    /// Writes the key of a member whose name is only known now.
    package mutating func key(dynamic name: String) {
        string(name)
        bytes.append(UInt8(ascii: ":"))
        needsComma = false
    }

    private mutating func open(_ bracket: UInt8) {
        comma()
        bytes.append(bracket)
        needsComma = false
    }

    private mutating func close(_ bracket: UInt8) {
        bytes.append(bracket)
        needsComma = true
    }

    private mutating func comma() {
        if needsComma { bytes.append(UInt8(ascii: ",")) }
        needsComma = true
    }

    // MARK: values

    /// Writes `null`.
    package mutating func null() {
        comma()
        append("null")
    }

    /// Writes `true` or `false`.
    package mutating func bool(_ value: Bool) {
        comma()
        append(value ? "true" : "false")
    }

    /// Writes an integer.
    package mutating func integer(_ value: Int64) {
        comma()
        appendDigits(of: value)
    }

    /// Writes the shortest text that reads back as the same double; `null` for what JSON can't say.
    package mutating func double(_ value: Double) {
        guard value.isFinite else { return null() }
        if value == value.rounded(), abs(value) < 1e15 {
            comma()
            appendDigits(of: Int64(value))
            append(".0")
            return
        }
        comma()
        var text = value.description
        text.withUTF8 { bytes.append(contentsOf: $0) }
    }

    /// Writes a double rounded to a number of decimals (at most 9).
    package mutating func double(_ value: Double, decimals: Int) {
        let scale = JSONWriter.powersOfTen[decimals]
        guard value.isFinite, abs(value) < 1e9 else { return double(value) }
        comma()
        let scaled = Int64((value * Double(scale)).rounded())
        if scaled < 0 { bytes.append(UInt8(ascii: "-")) }
        let (whole, fraction) = scaled.magnitude.quotientAndRemainder(dividingBy: UInt64(scale))
        appendDigits(of: Int64(whole))
        appendFraction(fraction, decimals: decimals)
    }

    /// Writes a string, escaped.
    package mutating func string(_ value: String) {
        comma()
        var value = value
        value.withUTF8 { appendQuoted($0) }
    }

    /// Writes a moment as ISO 8601 in UTC with whole seconds: `2026-01-31T12:00:00Z`.
    package mutating func date(_ value: Date) {
        comma()
        bytes.append(UInt8(ascii: "\""))
        appendTimestamp(value)
        bytes.append(UInt8(ascii: "\""))
    }

    /// Writes bytes that are JSON already.
    package mutating func raw(_ rendered: [UInt8]) {
        comma()
        bytes.append(contentsOf: rendered)
    }

    // MARK: bytes

    private static let powersOfTen: [Int64] = [
        1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000,
    ]

    private mutating func append(_ text: StaticString) {
        text.withUTF8Buffer { bytes.append(contentsOf: $0) }
    }

    private mutating func appendDigits(of value: Int64) {
        if value < 0 { bytes.append(UInt8(ascii: "-")) }
        let first = bytes.count
        var rest = value.magnitude
        repeat {
            bytes.append(UInt8(ascii: "0") + UInt8(rest % 10))
            rest /= 10
        } while rest > 0
        bytes[first...].reverse()
    }

    private mutating func appendFraction(_ fraction: UInt64, decimals: Int) {
        // One decimal always stays, so that a double is seen to be one.
        var digits = decimals
        var rest = fraction
        while digits > 1, rest % 10 == 0 {
            rest /= 10
            digits -= 1
        }
        guard digits > 0 else { return }
        bytes.append(UInt8(ascii: "."))
        appendPadded(rest, digits: digits)
    }

    private mutating func appendPadded(_ value: UInt64, digits: Int) {
        var divisor = UInt64(JSONWriter.powersOfTen[digits - 1])
        while divisor > 0 {
            bytes.append(UInt8(ascii: "0") + UInt8(value / divisor % 10))
            divisor /= 10
        }
    }

    private mutating func appendQuoted(_ text: UnsafeBufferPointer<UInt8>) {
        bytes.append(UInt8(ascii: "\""))
        var start = 0
        for index in 0..<text.count {
            let byte = text[index]
            if byte >= 0x20, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\") { continue }
            bytes.append(contentsOf: text[start..<index])
            appendEscape(byte)
            start = index + 1
        }
        bytes.append(contentsOf: text[start...])
        bytes.append(UInt8(ascii: "\""))
    }

    private mutating func appendEscape(_ byte: UInt8) {
        bytes.append(UInt8(ascii: "\\"))
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes.append(byte)
        case UInt8(ascii: "\n"): bytes.append(UInt8(ascii: "n"))
        case UInt8(ascii: "\r"): bytes.append(UInt8(ascii: "r"))
        case UInt8(ascii: "\t"): bytes.append(UInt8(ascii: "t"))
        default:
            append("u00")
            for nibble in [byte >> 4, byte & 15] {
                bytes.append(nibble < 10 ? UInt8(ascii: "0") + nibble : UInt8(ascii: "a") + nibble - 10)
            }
        }
    }

    private mutating func appendTimestamp(_ value: Date) {
        let seconds = Int64(value.timeIntervalSince1970.rounded(.down))
        let (year, month, day) = JSONWriter.civil(fromDays: Int(seconds.flooredDivision(by: 86_400)))
        let secondOfDay = UInt64(seconds - seconds.flooredDivision(by: 86_400) * 86_400)
        appendPadded(UInt64(max(0, year)), digits: 4)
        bytes.append(UInt8(ascii: "-"))
        appendPadded(UInt64(month), digits: 2)
        bytes.append(UInt8(ascii: "-"))
        appendPadded(UInt64(day), digits: 2)
        bytes.append(UInt8(ascii: "T"))
        appendPadded(secondOfDay / 3600, digits: 2)
        bytes.append(UInt8(ascii: ":"))
        appendPadded(secondOfDay / 60 % 60, digits: 2)
        bytes.append(UInt8(ascii: ":"))
        appendPadded(secondOfDay % 60, digits: 2)
        bytes.append(UInt8(ascii: "Z"))
    }

    /// The date of a day counted from 1970-01-01 (Howard Hinnant, "chrono-compatible low-level date
    /// algorithms").
    private static func civil(fromDays days: Int) -> (year: Int, month: Int, day: Int) {
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
    }
}

extension Int64 {
    fileprivate func flooredDivision(by divisor: Int64) -> Int64 {
        self >= 0 ? self / divisor : (self - divisor + 1) / divisor
    }
}
