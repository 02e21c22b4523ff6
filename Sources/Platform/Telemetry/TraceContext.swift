import Synchronization

/// Where a request belongs in a distributed trace: the `traceparent` header of W3C Trace Context.
package struct TraceContext: Sendable, Equatable {
    private let high: UInt64
    private let low: UInt64
    private let span: UInt64
    /// The flags byte; bit 0 says that the caller records this trace.
    package let flags: UInt8

    private init(high: UInt64, low: UInt64, span: UInt64, flags: UInt8) {
        self.high = high
        self.low = low
        self.span = span
        self.flags = flags
    }

    /// A new trace with random ids, not recorded.
    package static func random() -> TraceContext {
        TraceContext(high: randomID(), low: randomID(), span: randomID(), flags: 0)
    }

    /// Reads a `traceparent` header (W3C Trace Context, 3.2); nil when it is not valid and has to be ignored.
    package init?(traceparent: String) {
        let bytes = Array(traceparent.utf8.prefix(56))
        guard bytes.count >= 55, bytes[2] == dash, bytes[35] == dash, bytes[52] == dash,
            let version = hexValue(bytes[0..<2]), version != 0xFF,
            bytes.count == 55 || (version != 0 && bytes[55] == dash),
            let high = hexValue(bytes[3..<19]), let low = hexValue(bytes[19..<35]), high | low != 0,
            let span = hexValue(bytes[36..<52]), span != 0,
            let flags = hexValue(bytes[53..<55])
        else { return nil }
        self.init(high: high, low: low, span: span, flags: UInt8(flags))
    }

    /// The same trace, one step further down: a new span id.
    package func child() -> TraceContext {
        TraceContext(high: high, low: low, span: randomID(), flags: flags)
    }

    /// 32 hexadecimal digits.
    package var traceID: String { text { $0.appendID(high, low) } }

    /// 16 hexadecimal digits.
    package var spanID: String { text { $0.appendID(span) } }

    /// The header that tells the next server, version 00.
    package var traceparent: String {
        text {
            $0.append(contentsOf: "00-".utf8)
            $0.appendID(high, low)
            $0.append(dash)
            $0.appendID(span)
            $0.append(dash)
            $0.appendHex(flags)
        }
    }

    private func text(_ build: (inout [UInt8]) -> Void) -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(55)
        build(&bytes)
        return String(decoding: bytes, as: UTF8.self)
    }
}

private let dash = UInt8(ascii: "-")

/// Lower-case digits only, as the specification demands.
private func hexValue(_ digits: ArraySlice<UInt8>) -> UInt64? {
    var value: UInt64 = 0
    for digit in digits {
        switch digit {
        case 48...57: value = value << 4 | UInt64(digit - 48)
        case 97...102: value = value << 4 | UInt64(digit - 87)
        default: return nil
        }
    }
    return value
}

private let sequence = Atomic<UInt64>(SystemRandomNumberGenerator.seed())

/// SplitMix64 over a shared counter: unique within the process, random between processes, and 5 ns. Not for
/// secrets.
private func randomID() -> UInt64 {
    var mixed = sequence.wrappingAdd(0x9E37_79B9_7F4A_7C15, ordering: .relaxed).newValue
    mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
    mixed ^= mixed >> 31
    return mixed == 0 ? 1 : mixed  // zero means "invalid" in a header
}

extension SystemRandomNumberGenerator {
    fileprivate static func seed() -> UInt64 {
        var generator = SystemRandomNumberGenerator()
        return generator.next()
    }
}

extension [UInt8] {
    fileprivate mutating func appendID(_ words: UInt64...) {
        for word in words {
            for shift in stride(from: 56, through: 0, by: -8) {
                appendHex(UInt8(truncatingIfNeeded: word >> shift))
            }
        }
    }
}
