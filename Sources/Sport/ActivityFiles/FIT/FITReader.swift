import Streams

/// Reads the messages of all files in an upload.
struct FITReader {
    private let bytes: UnsafeRawBufferPointer
    let columns = FITRecordColumns()
    private(set) var recordings: [FITRecording] = []
    private(set) var storedHeartrates = FITStoredHeartrates()
    /// What is wrong with the upload as a whole.
    private(set) var damage: String?
    /// Why nothing of it is taken.
    private(set) var failure: ActivityFileError?

    private var recording = FITRecording()
    private var definitions = [FITDefinition?](repeating: nil, count: 16)
    private var descriptions: [FITDeveloperKey: FITFieldDescription] = [:]
    private var recordReader = FITRecordReader()
    /// What compressed headers count from.
    private var lastTimestamp: UInt32?
    /// What the files before this one have had.
    private var earlierCounts = (sessions: 0, laps: 0, events: 0)
    private var messageCount = 0

    /// So many records at once that they stay in the fastest cache.
    private static let runLimit = 512
    /// Of messages that are looked at, other than records.
    private static let messageLimit = 4_000_000
    private static let sessionLimit = 1000
    private static let lapLimit = 100_000
    private static let eventLimit = 4_000_000
    private static let fileLimit = 1000

    init(_ bytes: UnsafeRawBufferPointer) {
        self.bytes = bytes
        var position = 0
        while position < bytes.count && failure == nil {
            guard let header = FITHeader(bytes, at: position) else {
                damage = "behind its first \(position) bytes is something else"
                break
            }
            if recordings.count == Self.fileLimit {
                failure = ActivityFileError(
                    .tooComplex, "The file is more than \(Self.fileLimit) files in one.")
                break
            }
            position = readFile(header, at: position)
        }
    }

    /// Reads one file; the offset behind it.
    private mutating func readFile(_ header: FITHeader, at start: Int) -> Int {
        recording = FITRecording()
        definitions = [FITDefinition?](repeating: nil, count: 16)
        descriptions = [:]
        recordReader = FITRecordReader()
        lastTimestamp = nil
        let firstRow = columns.rowCount
        let body = start + header.byteCount
        // A length of zero is that of a device which broke down before it could write the true one, unless
        // the next file follows.
        let isEmpty = FITHeader(bytes, at: min(body + FITHeader.checksumByteCount, bytes.count)) != nil
        let isWhole =
            (header.dataByteCount > 0 || isEmpty) && header.dataByteCount <= bytes.count - body
        let end = isWhole ? body + header.dataByteCount : bytes.count
        let stop = readMessages(from: body, to: end)
        recording.rows = firstRow..<columns.rowCount
        var next = end
        if let stop { recording.damage = "at byte \(stop)" }
        if isWhole {
            next = min(end + FITHeader.checksumByteCount, bytes.count)
            if recording.damage == nil { recording.damage = checksumDamage(from: start, to: end) }
        } else if header.dataByteCount > 0 {
            recording.damage = "cut off at byte \(bytes.count)"
        } else if recording.damage == nil {
            recording.damage = "its header does not say how long it is"
        }
        earlierCounts.sessions += recording.sessions.count
        earlierCounts.laps += recording.laps.count + recording.lengths.count
        earlierCounts.events += recording.timerEvents.count + recording.heartbeats.count
        recordings.append(recording)
        return next
    }

    private func checksumDamage(from start: Int, to end: Int) -> String? {
        guard end + FITHeader.checksumByteCount <= bytes.count else {
            return "cut off at byte \(bytes.count)"
        }
        let stored = UInt16(
            littleEndian: bytes.loadUnaligned(fromByteOffset: end, as: UInt16.self))
        let computed = FITChecksum.checksum(UnsafeRawBufferPointer(rebasing: bytes[start..<end]))
        return stored == computed ? nil : "its checksum is wrong"
    }

    /// Where the messages broke off; nil where they are whole.
    private mutating func readMessages(from start: Int, to end: Int) -> Int? {
        var position = start
        while position < end {
            let header = bytes[position]
            let isCompressed = header & 0x80 != 0
            if header & 0xc0 == 0x40 {
                let beginning = position
                position += 1
                guard
                    let definition = FITDefinition(
                        bytes, position: &position, end: end, hasDeveloperFields: header & 0x20 != 0)
                else { return beginning }
                definitions[Int(header & 0xf)] = definition
                continue
            }
            let local = isCompressed ? Int(header >> 5 & 0x3) : Int(header & 0xf)
            guard let definition = definitions[local], definition.byteCount < end - position else {
                return position
            }
            if definition.globalNumber == Self.recordNumber {
                position += readRecords(definition, at: position, end: end, isCompressed: isCompressed)
            } else {
                readMessage(definition, at: position + 1, header: header)
                position += 1 + definition.byteCount
            }
            if failure != nil { return nil }
        }
        return nil
    }

    private static let recordNumber: UInt16 = 20

    /// Reads a record and those of the same kind right behind it; how many bytes they are.
    private mutating func readRecords(
        _ definition: FITDefinition, at position: Int, end: Int, isCompressed: Bool
    ) -> Int {
        let stride = 1 + definition.byteCount
        let most = min((end - position) / stride, Self.runLimit)
        let mask: UInt8 = isCompressed ? 0xe0 : 0xff
        let kind = bytes[position] & mask
        var count = 1
        while count < most && bytes[position + count &* stride] & mask == kind { count += 1 }
        guard columns.rowCount + count <= StreamSet.sampleLimit, let base = bytes.baseAddress else {
            failure = ActivityFileError(
                .tooManyPoints, "The file has more than \(StreamSet.sampleLimit) records.")
            return count * stride
        }
        let plan = definition.recordPlan ?? FITRecordPlan(definition, developerFields: descriptions)
        definition.recordPlan = plan
        let run = FITRecordRun(
            start: base + position, count: count, stride: stride, definition: definition)
        let expected = min(columns.rowCount + (end - position) / stride, StreamSet.sampleLimit)
        recordReader.append(run, plan, to: columns, expectedCount: expected)
        let times = columns.values(.timestamp, expectedCount: expected) + (columns.rowCount - count)
        if isCompressed && definition.timestampOffset == nil {
            for row in 0..<count {
                guard let time = advanced(by: bytes[position + row * stride]) else { break }
                times[row] = Int32(bitPattern: time)
                lastTimestamp = time
            }
        } else if times[count - 1] != FITColumn.timestamp.missing {
            lastTimestamp = UInt32(bitPattern: times[count - 1])
        }
        return count * stride
    }

    /// The time that a compressed header stands for: its low five bits are those of the time.
    private func advanced(by header: UInt8) -> UInt32? {
        lastTimestamp.map { $0 &+ ((UInt32(header) &- $0) & 0x1f) }
    }

    private mutating func readMessage(_ definition: FITDefinition, at offset: Int, header: UInt8) {
        let message = FITMessage(
            bytes: UnsafeRawBufferPointer(rebasing: bytes[offset..<offset + definition.byteCount]),
            definition: definition)
        if definition.timestampOffset != nil {
            if let time = message.time(FITDefinition.timestampNumber) { lastTimestamp = UInt32(time) }
        } else if header & 0x80 != 0 {
            lastTimestamp = advanced(by: header)
        }
        switch definition.globalNumber {
        case 0:
            recording.fileType = message.number(0)
            recording.devices.add(fileID: message)
        case 12:
            recording.sport = FITNames.sports[message.number(0)]
            recording.subSport = FITNames.subSports[message.number(1)]
        case 18: recording.sessions.append(FITSession(message))
        case 19: if let lap = RecordedLap(message) { recording.laps.append(lap) }
        case 21: if let event = FITTimerEvent(message) { recording.timerEvents.append(event) }
        case 23: recording.devices.add(deviceInfo: message)
        case 26: recording.workoutName = message.text(8) ?? recording.workoutName
        case 34: recording.utcOffsetSeconds = Self.utcOffsetSeconds(message)
        case 78: readHeartbeats(message)
        case 101: if let length = RecordedLength(message) { recording.lengths.append(length) }
        case 132: storedHeartrates.add(message)
        case 206:
            if let description = FITFieldDescription(message) { descriptions[description.key] = description }
        default: return
        }
        checkLimits()
    }

    private mutating func checkLimits() {
        messageCount += 1
        let sessions = earlierCounts.sessions + recording.sessions.count
        let laps = earlierCounts.laps + recording.laps.count + recording.lengths.count
        let events = earlierCounts.events + recording.timerEvents.count + recording.heartbeats.count
        guard
            messageCount > Self.messageLimit || sessions > Self.sessionLimit || laps > Self.lapLimit
                || events > Self.eventLimit
                || storedHeartrates.isFull
        else { return }
        failure = ActivityFileError(
            .tooComplex, "The file has more sessions, laps, lengths, events or heartbeats than are taken.")
    }

    private mutating func readHeartbeats(_ message: FITMessage) {
        for seconds in message.numbers(0) {
            guard let seconds, let milliseconds = Int32(exactly: seconds) else { continue }
            recording.heartbeats.append((milliseconds, columns.rowCount))
        }
    }

    /// How far local time is ahead, in quarters of an hour; nil where it can't be.
    private static func utcOffsetSeconds(_ message: FITMessage) -> Int? {
        guard let time = message.time(FITDefinition.timestampNumber), let local = message.time(5) else {
            return nil
        }
        let quarters = (Double(local - time) / 900).rounded()
        return abs(quarters) <= 15 * 4 ? Int(quarters) * 900 : nil
    }
}

/// The beginning of a FIT file.
struct FITHeader {
    let byteCount: Int
    /// What it promises to follow, without the checksum.
    let dataByteCount: Int

    static let checksumByteCount = 2

    /// Nil where there is no header.
    init?(_ bytes: UnsafeRawBufferPointer, at start: Int) {
        guard bytes.count - start >= 12, bytes[start] >= 12, Int(bytes[start]) <= bytes.count - start,
            bytes[start + 8..<start + 12].elementsEqual(".FIT".utf8)
        else { return nil }
        byteCount = Int(bytes[start])
        let size = bytes.loadUnaligned(fromByteOffset: start + 4, as: UInt32.self)
        dataByteCount = Int(UInt32(littleEndian: size))
    }
}
