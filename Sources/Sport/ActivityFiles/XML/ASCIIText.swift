/// Numbers and times straight from bytes: no strings, no locale.
enum ASCIIText {
    typealias Bytes = UnsafeBufferPointer<UInt8>

    /// A decimal number with optional sign, fraction and exponent, white space around it; nil for anything
    /// else.
    static func number(_ bytes: Bytes) -> Double? {
        var reader = ASCIIReader(bytes)
        reader.skipSpaces()
        let isNegative = reader.skip("-")
        if !isNegative { _ = reader.skip("+") }
        var mantissa: UInt64 = 0
        var digitCount = 0
        var exponent = 0
        while let digit = reader.digit() {
            digitCount += 1
            if mantissa < 100_000_000_000_000_000 { mantissa = mantissa * 10 + digit } else { exponent += 1 }
        }
        if reader.skip(".") {
            while let digit = reader.digit() {
                digitCount += 1
                guard mantissa < 100_000_000_000_000_000 else { continue }
                mantissa = mantissa * 10 + digit
                exponent -= 1
            }
        }
        guard digitCount > 0 else { return nil }
        if reader.skip("e") || reader.skip("E") {
            let isNegativeExponent = reader.skip("-")
            if !isNegativeExponent { _ = reader.skip("+") }
            guard let value = reader.integer(maxDigits: 4) else { return nil }
            exponent += isNegativeExponent ? -value : value
        }
        reader.skipSpaces()
        guard reader.isAtEnd else { return nil }
        let value = scaled(Double(mantissa), exponent)
        guard value.isFinite else { return nil }
        return isNegative ? -value : value
    }

    /// Text without white space at the ends; nil for nothing.
    static func trimmed(_ bytes: Bytes) -> String? {
        var rest = bytes[...]
        while let first = rest.first, XMLProlog.isSpace(first) { rest = rest.dropFirst() }
        while let last = rest.last, XMLProlog.isSpace(last) { rest = rest.dropLast() }
        return rest.isEmpty ? nil : String(decoding: rest, as: UTF8.self)
    }

    private static let powersOfTen: [Double] = [
        1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18,
        1e19, 1e20, 1e21, 1e22,
    ]

    private static func scaled(_ mantissa: Double, _ exponent: Int) -> Double {
        var value = mantissa
        var rest = exponent
        while rest > 0 && value != 0 && value.isFinite {
            value *= powersOfTen[min(rest, 22)]
            rest -= min(rest, 22)
        }
        while rest < 0 && value != 0 {
            value /= powersOfTen[min(-rest, 22)]
            rest += min(-rest, 22)
        }
        return value
    }
}

/// Walks over bytes.
struct ASCIIReader {
    private let bytes: UnsafeBufferPointer<UInt8>
    private var offset = 0

    init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

    var isAtEnd: Bool { offset == bytes.count }

    mutating func skipSpaces() {
        while offset < bytes.count, XMLProlog.isSpace(bytes[offset]) { offset += 1 }
    }

    mutating func skip(_ character: Unicode.Scalar) -> Bool {
        guard offset < bytes.count, bytes[offset] == UInt8(truncatingIfNeeded: character.value) else {
            return false
        }
        offset += 1
        return true
    }

    mutating func digit() -> UInt64? {
        guard offset < bytes.count else { return nil }
        let value = bytes[offset] &- 0x30
        guard value < 10 else { return nil }
        offset += 1
        return UInt64(value)
    }

    /// A number of exactly `digits` digits.
    mutating func integer(digits: Int) -> Int? {
        var value = 0
        for _ in 0..<digits {
            guard let digit = digit() else { return nil }
            value = value * 10 + Int(digit)
        }
        return value
    }

    /// A number of one to `maxDigits` digits.
    mutating func integer(maxDigits: Int) -> Int? {
        guard var value = digit().map(Int.init) else { return nil }
        for _ in 1..<maxDigits {
            guard let digit = digit() else { break }
            value = value * 10 + Int(digit)
        }
        return value
    }
}
