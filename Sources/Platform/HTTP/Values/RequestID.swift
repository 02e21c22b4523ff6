/// Names one request in logs, answers and traces: 128 bits, written as 32 hexadecimal digits.
package struct RequestID: Hashable, Sendable, CustomStringConvertible {
    /// The first 16 digits.
    package let high: UInt64
    /// The last 16 digits.
    package let low: UInt64

    /// An id as given.
    package init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// The 32 digits.
    package var description: String {
        var bytes: [UInt8] = []
        append(to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    func append(to bytes: inout [UInt8]) {
        for word in [high, low] { RequestID.append(word, to: &bytes) }
    }

    static func append(_ word: UInt64, to bytes: inout [UInt8]) {
        var shift: UInt64 = 64
        while shift > 0 {
            shift -= 4
            let digit = UInt8(truncatingIfNeeded: word &>> shift) & 15
            bytes.append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10)
        }
    }
}

/// Makes request ids: a random start, then a mixed counter (SplitMix64), so that none needs a system call.
struct RequestIDSource {
    private let high = UInt64.random(in: 0...UInt64.max)
    private var state = UInt64.random(in: 0...UInt64.max)

    mutating func next() -> RequestID {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed &>> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed &>> 27)) &* 0x94d0_49bb_1331_11eb
        return RequestID(high: high, low: mixed ^ (mixed &>> 31))
    }
}
