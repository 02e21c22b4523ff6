/// A response's header fields, held as the lines that will be sent.
///
/// Line breaks and NUL in values are replaced by spaces, so that no value can add a header of its own.
package struct ResponseHeaders: Sendable {
    private(set) var lines: [UInt8] = []

    /// No fields.
    package init() {}

    /// True without fields.
    package var isEmpty: Bool {
        lines.isEmpty
    }

    /// Adds a field beside others of that name.
    package mutating func add(_ name: HeaderName, _ value: String) {
        var value = value
        value.withUTF8 { append(name, $0) }
    }

    /// Adds a field beside others of that name.
    package mutating func add(_ name: HeaderName, _ value: StaticString) {
        append(name, Bytes(start: value.utf8Start, count: value.utf8CodeUnitCount))
    }

    /// Adds a field with a decimal value.
    package mutating func add(_ name: HeaderName, _ value: Int) {
        appendName(name)
        lines.appendDecimal(value)
        lines.append(0x0d)
        lines.append(0x0a)
    }

    /// Adds a field with two decimal values, separated by a comma.
    package mutating func add(_ name: HeaderName, _ first: Int, _ second: Int) {
        appendName(name)
        lines.appendDecimal(first)
        lines.append(UInt8(ascii: ","))
        lines.appendDecimal(second)
        lines.append(0x0d)
        lines.append(0x0a)
    }

    /// Puts a field in the place of all others of that name.
    package mutating func set(_ name: HeaderName, _ value: String) {
        remove(name)
        add(name, value)
    }

    /// Adds the fields of another set behind these.
    package mutating func append(_ others: ResponseHeaders) {
        lines.append(contentsOf: others.lines)
    }

    /// Takes all fields of that name away.
    package mutating func remove(_ name: HeaderName) {
        while let line = range(of: name, from: 0) { lines.removeSubrange(line) }
    }

    /// The first value of that name.
    package subscript(name: HeaderName) -> String? {
        guard let line = range(of: name, from: 0) else { return nil }
        let start = line.lowerBound + name.text.utf8CodeUnitCount + 2
        return String(decoding: lines[start..<line.upperBound - 2], as: UTF8.self)
    }

    /// All values of that name, in order.
    package func values(of name: HeaderName) -> [String] {
        var values: [String] = []
        var position = 0
        while let line = range(of: name, from: position) {
            let start = line.lowerBound + name.text.utf8CodeUnitCount + 2
            values.append(String(decoding: lines[start..<line.upperBound - 2], as: UTF8.self))
            position = line.upperBound
        }
        return values
    }

    /// True when there is at least one field of that name.
    package func contains(_ name: HeaderName) -> Bool {
        range(of: name, from: 0) != nil
    }

    private mutating func append(_ name: HeaderName, _ value: Bytes) {
        appendName(name)
        for byte in value { lines.append(byte == 0x0d || byte == 0x0a || byte == 0 ? 0x20 : byte) }
        lines.append(0x0d)
        lines.append(0x0a)
    }

    private mutating func appendName(_ name: HeaderName) {
        lines.append(contentsOf: name.bytes)
        lines.append(0x3a)
        lines.append(0x20)
    }

    private func range(of name: HeaderName, from position: Int) -> Range<Int>? {
        lines.withUnsafeBufferPointer { bytes in
            var start = position
            while start < bytes.count {
                var end = start
                while bytes[end] != 0x0a { end += 1 }
                let nameEnd = start + name.text.utf8CodeUnitCount
                if nameEnd < end, bytes[nameEnd] == 0x3a,
                    equalsIgnoringCase(Bytes(rebasing: bytes[start..<nameEnd]), name.bytes)
                {
                    return start..<end + 1
                }
                start = end + 1
            }
            return nil
        }
    }
}

extension [UInt8] {
    /// Appends the bytes of a literal.
    mutating func append(_ text: StaticString) {
        append(contentsOf: Bytes(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    /// Appends a number's decimal digits.
    mutating func appendDecimal(_ value: Int) {
        if value < 0 { append(UInt8(ascii: "-")) }
        var rest = value.magnitude
        let start = count
        repeat {
            append(UInt8(ascii: "0") + UInt8(rest % 10))
            rest /= 10
        } while rest > 0
        self[start...].reverse()
    }
}
