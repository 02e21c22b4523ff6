/// Finds members in a flat JSON object that `TokenClaims` has written; anything else reads as absent.
struct FlatObject {
    private let json: UnsafeBufferPointer<UInt8>

    init(_ json: UnsafeBufferPointer<UInt8>) {
        self.json = json
    }

    /// Where the value of that name stands: digits, or a text with its quotes.
    func value(of name: StaticString) -> Range<Int>? {
        guard json.first == UInt8(ascii: "{"), json.last == UInt8(ascii: "}") else { return nil }
        var position = 1
        while position < json.count - 1 {
            guard let key = text(from: position), byte(at: key.upperBound) == UInt8(ascii: ":") else {
                return nil
            }
            guard let value = value(from: key.upperBound + 1) else { return nil }
            if isName(name, at: key) { return value }
            guard byte(at: value.upperBound) == UInt8(ascii: ",") else { return nil }
            position = value.upperBound + 1
        }
        return nil
    }

    private func value(from start: Int) -> Range<Int>? {
        if byte(at: start) == UInt8(ascii: "\"") { return text(from: start) }
        var end = start
        while end < json.count - 1, json[end] != UInt8(ascii: ",") { end += 1 }
        return start < end ? start..<end : nil
    }

    /// A text with its quotes.
    private func text(from start: Int) -> Range<Int>? {
        guard byte(at: start) == UInt8(ascii: "\"") else { return nil }
        var end = start + 1
        while end < json.count, json[end] != UInt8(ascii: "\"") { end += 1 }
        return end < json.count ? start..<(end + 1) : nil
    }

    private func byte(at index: Int) -> UInt8? {
        index < json.count ? json[index] : nil
    }

    private func isName(_ name: StaticString, at key: Range<Int>) -> Bool {
        name.withUTF8Buffer { json[key].dropFirst().dropLast().elementsEqual($0) }
    }

    static func integer(_ digits: Slice<UnsafeBufferPointer<UInt8>>) -> Int64? {
        Int64(String(decoding: digits, as: UTF8.self))
    }

    /// Undoes the one escape that is written: `\u00` and two digits. A quote is always escaped that way.
    static func text(_ quoted: Slice<UnsafeBufferPointer<UInt8>>) -> String? {
        guard quoted.count >= 2, quoted.first == UInt8(ascii: "\"") else { return nil }
        var bytes: [UInt8] = []
        var rest = quoted.dropFirst().dropLast()
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "\\") else {
                bytes.append(byte)
                continue
            }
            let digits = rest.dropFirst(3).prefix(2)
            guard rest.starts(with: "u00".utf8),
                let value = Hex.decode(String(decoding: digits, as: UTF8.self)),
                value.count == 1
            else { return nil }
            bytes += value
            rest = rest.dropFirst(5)
        }
        return String(validating: bytes, as: UTF8.self)
    }
}
