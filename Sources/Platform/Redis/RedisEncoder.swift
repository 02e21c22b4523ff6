/// Writes commands as RESP arrays of bulk strings, straight into the connection's output.
package struct RedisEncoder {
    private(set) var bytes: [UInt8] = []
    private(set) var commandCount = 0

    /// Starts a command of so many words, the name included; exactly as many `append` have to follow.
    mutating func begin(wordCount: Int) {
        commandCount += 1
        appendLine("*", wordCount)
    }

    /// One word.
    mutating func append(_ text: String) {
        var text = text
        text.withUTF8 { append($0) }
    }

    /// One word.
    mutating func append(_ word: [UInt8]) { word.withUnsafeBufferPointer { append($0) } }

    /// One word.
    mutating func append(_ word: UnsafeBufferPointer<UInt8>) {
        appendLine("$", word.count)
        bytes.append(contentsOf: word)
        appendLineEnd()
    }

    /// One word, in decimal.
    mutating func append(_ number: Int) {
        appendLine("$", digitCount(number))
        appendDecimal(number)
        appendLineEnd()
    }

    /// Commands that were encoded elsewhere.
    mutating func append(contentsOf other: RedisEncoder) {
        bytes.append(contentsOf: other.bytes)
        commandCount += other.commandCount
    }

    /// How many commands were added since the last time this was asked.
    mutating func takeCommandCount() -> Int {
        defer { commandCount = 0 }
        return commandCount
    }

    mutating func removeAll() {
        bytes.removeAll(keepingCapacity: bytes.capacity <= 1 << 20)
        commandCount = 0
    }

    private mutating func appendLine(_ kind: Unicode.Scalar, _ count: Int) {
        bytes.append(UInt8(ascii: kind))
        if count < 10 { bytes.append(48 + UInt8(truncatingIfNeeded: count)) } else { appendDecimal(count) }
        appendLineEnd()
    }

    private mutating func appendLineEnd() {
        bytes.append(UInt8(ascii: "\r"))
        bytes.append(UInt8(ascii: "\n"))
    }

    private mutating func appendDecimal(_ number: Int) {
        var magnitude = number.magnitude
        let end = bytes.count + digitCount(number)
        bytes.append(contentsOf: repeatElement(UInt8(ascii: "-"), count: end - bytes.count))
        var index = end
        repeat {
            index -= 1
            bytes[index] = 48 + UInt8(truncatingIfNeeded: magnitude % 10)
            magnitude /= 10
        } while magnitude > 0
    }

    private func digitCount(_ number: Int) -> Int {
        var magnitude = number.magnitude
        var count = number < 0 ? 2 : 1
        while magnitude >= 10 {
            magnitude /= 10
            count += 1
        }
        return count
    }
}

/// What may stand in a command: texts, bytes and whole numbers.
package protocol RedisArgument {
    func encode(into encoder: inout RedisEncoder)
}

extension String: RedisArgument {
    package func encode(into encoder: inout RedisEncoder) { encoder.append(self) }
}

extension Int: RedisArgument {
    package func encode(into encoder: inout RedisEncoder) { encoder.append(self) }
}

extension Int64: RedisArgument {
    package func encode(into encoder: inout RedisEncoder) { encoder.append(Int(self)) }
}

extension Array: RedisArgument where Element == UInt8 {
    package func encode(into encoder: inout RedisEncoder) { encoder.append(self) }
}

extension RedisEncoder {
    /// A whole command.
    mutating func append(command words: [any RedisArgument]) {
        begin(wordCount: words.count)
        for word in words { word.encode(into: &self) }
    }
}
