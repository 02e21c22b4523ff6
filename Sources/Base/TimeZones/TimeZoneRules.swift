/// How far the clocks of a time zone were and will be ahead of UTC: what is in a TZif file (RFC 9636).
package struct TimeZoneRules: Sendable, Equatable {
    /// When the offset changed, in seconds since 1970, ascending.
    private let transitions: [Int64]
    /// The offset since each of them.
    private let offsets: [Int32]
    /// The offset before all of them.
    private let firstOffset: Int32
    /// What holds after the last of them; nil where that is its offset.
    private let footer: TimeZoneFooter?

    /// Seconds east of Greenwich at an instant, in seconds since 1970.
    package func offsetSeconds(at instant: Int64) -> Int {
        // Within some 30,000 years, so that nothing overflows.
        let instant = min(max(instant, -1 << 40), 1 << 40)
        guard let last = transitions.last, let lastOffset = offsets.last else {
            return footer?.offsetSeconds(at: instant) ?? Int(firstOffset)
        }
        if instant >= last { return footer?.offsetSeconds(at: instant) ?? Int(lastOffset) }
        var (low, high) = (0, transitions.count)
        while low < high {
            let middle = (low + high) / 2
            if transitions[middle] <= instant { low = middle + 1 } else { high = middle }
        }
        return Int(low == 0 ? firstOffset : offsets[low - 1])
    }

    /// The instant at which clocks show a time, given as if it were UTC. Of two the earlier; a time that
    /// clocks pass over is taken as if they hadn't.
    package func instant(ofLocal local: Int64) -> Int64 {
        let before = Int64(offsetSeconds(at: local - 86_400))
        let after = Int64(offsetSeconds(at: local + 86_400))
        for offset in [before, after] where Int64(offsetSeconds(at: local - offset)) == offset {
            return local - offset
        }
        return local - before
    }
}

/// What is wrong with a TZif file.
package enum TimeZoneFileError: Error, Equatable {
    /// It doesn't begin like one.
    case notTZif
    /// It ends too early.
    case truncated
    /// Its parts contradict one another.
    case inconsistent
    /// The rule for the time after its last change can't be read.
    case badFooter
}

extension TimeZoneRules {
    /// Reads a TZif file of any version: of the 64-bit data where there are any.
    package init(tzif bytes: [UInt8]) throws(TimeZoneFileError) {
        var reader = TimeZoneFileReader(bytes)
        var header = try reader.header()
        if header.version >= UInt8(ascii: "2") {
            try reader.skip(header.dataByteCount(timeSize: 4))
            header = try reader.header()
            self = try reader.rules(header, timeSize: 8)
        } else {
            self = try reader.rules(header, timeSize: 4)
        }
    }

    fileprivate init(
        transitions: [Int64], types: [UInt8], typeOffsets: [Int32], footer: TimeZoneFooter?
    ) throws(TimeZoneFileError) {
        guard let first = typeOffsets.first else { throw .inconsistent }
        var offsets: [Int32] = []
        offsets.reserveCapacity(types.count)
        for type in types {
            guard Int(type) < typeOffsets.count else { throw .inconsistent }
            offsets.append(typeOffsets[Int(type)])
        }
        for index in transitions.indices.dropFirst() where transitions[index - 1] >= transitions[index] {
            throw .inconsistent
        }
        self.transitions = transitions
        self.offsets = offsets
        firstOffset = first
        self.footer = footer
    }
}

/// Reads the parts of a TZif file one after the other.
private struct TimeZoneFileReader {
    struct Header {
        var version: UInt8
        var utcIndicatorCount: Int
        var standardIndicatorCount: Int
        var leapSecondCount: Int
        var transitionCount: Int
        var typeCount: Int
        var designationByteCount: Int

        func dataByteCount(timeSize: Int) -> Int {
            transitionCount * (timeSize + 1) + typeCount * 6 + designationByteCount
                + leapSecondCount * (timeSize + 4) + standardIndicatorCount + utcIndicatorCount
        }
    }

    private let bytes: [UInt8]
    private var place = 0

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    mutating func header() throws(TimeZoneFileError) -> Header {
        guard bytes.count - place >= 44 else { throw place == 0 ? .notTZif : .truncated }
        guard bytes[place..<place + 4].elementsEqual("TZif".utf8) else { throw .notTZif }
        let version = bytes[place + 4]
        place += 20
        return Header(
            version: version, utcIndicatorCount: try count(), standardIndicatorCount: try count(),
            leapSecondCount: try count(), transitionCount: try count(), typeCount: try count(),
            designationByteCount: try count())
    }

    mutating func skip(_ count: Int) throws(TimeZoneFileError) {
        guard count <= bytes.count - place else { throw .truncated }
        place += count
    }

    mutating func rules(_ header: Header, timeSize: Int) throws(TimeZoneFileError) -> TimeZoneRules {
        let end = place + header.dataByteCount(timeSize: timeSize)
        guard end <= bytes.count else { throw .truncated }
        var transitions: [Int64] = []
        transitions.reserveCapacity(header.transitionCount)
        for _ in 0..<header.transitionCount { transitions.append(try integer(timeSize)) }
        let types = Array(bytes[place..<place + header.transitionCount])
        place += header.transitionCount
        var offsets: [Int32] = []
        for _ in 0..<header.typeCount {
            guard let offset = Int32(exactly: try integer(4)), abs(offset) < 26 * 3600 else {
                throw .inconsistent
            }
            offsets.append(offset)
            place += 2
        }
        place = end
        return try TimeZoneRules(
            transitions: transitions, types: types, typeOffsets: offsets,
            footer: timeSize == 8 ? try footer() : nil)
    }

    private mutating func footer() throws(TimeZoneFileError) -> TimeZoneFooter? {
        guard place < bytes.count, bytes[place] == UInt8(ascii: "\n"),
            let end = bytes[(place + 1)...].firstIndex(of: UInt8(ascii: "\n"))
        else { throw .truncated }
        let text = bytes[place + 1..<end]
        guard !text.isEmpty else { return nil }
        guard let footer = TimeZoneFooter(text) else { throw .badFooter }
        return footer
    }

    private mutating func count() throws(TimeZoneFileError) -> Int {
        let value = try integer(4)
        // No more than there are bytes: then sums of them can't overflow.
        guard (0...Int64(bytes.count)).contains(value) else { throw .truncated }
        return Int(value)
    }

    /// A signed number, the highest byte first.
    private mutating func integer(_ size: Int) throws(TimeZoneFileError) -> Int64 {
        guard size <= bytes.count - place else { throw .truncated }
        var value: UInt64 = bytes[place] >= 0x80 ? .max : 0
        for byte in bytes[place..<place + size] { value = (value << 8) | UInt64(byte) }
        place += size
        return Int64(bitPattern: value)
    }
}
