/// Cuts a `multipart/form-data` body into parts, as it arrives (RFC 2046, 5.1.1; RFC 7578).
///
/// Pure: bytes in, events out. Nothing is held but an unfinished boundary and an unfinished part's headers.
struct MultipartParser {
    enum Event: Equatable {
        case begin(MultipartPart)
        case data([UInt8])
        case end
    }

    /// Bytes before the first boundary, which nobody sends and everybody must skip.
    static let maxPreambleBytes = 1024

    private enum Phase {
        case preamble, delimiterEnd, delimiterDash, delimiterLineFeed, headers, content, epilogue
    }

    private let delimiter: [UInt8]
    private let limits: MultipartLimits
    private var phase = Phase.preamble
    /// How much of the delimiter the last bytes match. At the start its line break is taken as read.
    private var matched = 2
    private var headerLines: [UInt8] = []
    private var partCount = 0
    private var preambleBytes = 0

    init(boundary: [UInt8], limits: MultipartLimits) {
        delimiter = Array("\r\n--".utf8) + boundary
        self.limits = limits
    }

    /// True once the last boundary was read.
    var isDone: Bool {
        phase == .epilogue
    }

    /// Takes the next bytes.
    mutating func parse(_ bytes: [UInt8], into events: inout [Event]) throws(MultipartError) {
        var index = 0
        while index < bytes.count {
            switch phase {
            case .preamble, .content:
                index = try scan(bytes, from: index, into: &events)
            case .epilogue:
                return
            default:
                try step(bytes[index], into: &events)
                index += 1
            }
        }
    }

    // MARK: content

    /// Looks for the delimiter. It has no carriage return but its first byte, so after a mismatch only the
    /// byte at hand can begin it anew.
    private mutating func scan(
        _ bytes: [UInt8], from start: Int, into events: inout [Event]
    ) throws(MultipartError) -> Int {
        var data: [UInt8] = []
        var index = start
        while index < bytes.count, matched < delimiter.count {
            let byte = bytes[index]
            if byte == delimiter[matched] {
                matched += 1
                index += 1
            } else if matched > 0 {
                data.append(contentsOf: delimiter[..<matched])
                matched = 0
            } else {
                let end = bytes[index...].firstIndex(of: 0x0d) ?? bytes.count
                data.append(contentsOf: bytes[index..<end])
                index = end
            }
        }
        try emit(data, into: &events)
        if matched == delimiter.count {
            if phase == .content { events.append(.end) }
            matched = 0
            phase = .delimiterEnd
        }
        return index
    }

    private mutating func emit(_ data: [UInt8], into events: inout [Event]) throws(MultipartError) {
        guard !data.isEmpty else { return }
        if phase == .content { return events.append(.data(data)) }
        preambleBytes += data.count
        guard preambleBytes <= MultipartParser.maxPreambleBytes else { throw .malformed }
    }

    // MARK: boundaries and headers

    private mutating func step(_ byte: UInt8, into events: inout [Event]) throws(MultipartError) {
        switch phase {
        case .delimiterEnd:
            switch byte {
            case UInt8(ascii: "-"): phase = .delimiterDash
            case 0x0d: phase = .delimiterLineFeed
            case 0x20, 0x09: break
            default: throw .malformed
            }
        case .delimiterDash:
            guard byte == UInt8(ascii: "-") else { throw .malformed }
            phase = .epilogue
        case .delimiterLineFeed:
            guard byte == 0x0a else { throw .malformed }
            partCount += 1
            guard partCount <= limits.parts else { throw .tooManyParts(limit: limits.parts) }
            headerLines = []
            phase = .headers
        case .headers: try readHeader(byte, into: &events)
        case .preamble, .content, .epilogue: break
        }
    }

    private mutating func readHeader(_ byte: UInt8, into events: inout [Event]) throws(MultipartError) {
        headerLines.append(byte)
        guard headerLines.count <= limits.headerBytes else {
            throw .headersTooLarge(limitBytes: limits.headerBytes)
        }
        guard byte == 0x0a else { return }
        guard headerLines.count >= 2, headerLines[headerLines.count - 2] == 0x0d else { throw .malformed }
        let isBlank = headerLines.count == 2 || headerLines[headerLines.count - 3] == 0x0a
        guard isBlank else { return }
        headerLines.removeLast(2)
        events.append(.begin(try MultipartPart(headerLines: headerLines)))
        headerLines = []
        matched = 0
        phase = .content
    }
}
