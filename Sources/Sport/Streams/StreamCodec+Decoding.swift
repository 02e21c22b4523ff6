import Compression

extension StreamCodec {
    /// The columns of a blob that are among `kinds` (nil: all of them); `time` always comes along.
    ///
    /// Only the frames that are asked for are opened.
    package static func decode(
        _ blob: [UInt8], kinds: Set<StreamKind>? = nil
    ) throws(StreamCodecError) -> StreamSet {
        let header = try Header(blob)
        var columns: [StreamKind: [Int32]] = [:]
        do throws(CompressionError) {
            let decompressor = try ZstdDecompressor()
            for entry in header.entries {
                guard kinds?.contains(entry.kind) ?? true || entry.kind == .time else { continue }
                columns[entry.kind] = try entry.column(
                    of: blob, sampleCount: header.sampleCount, decompressor: decompressor)
            }
        } catch {
            throw .compression(error)
        }
        guard let time = columns.removeValue(forKey: .time) else { throw .malformed("no time") }
        guard time.count == header.sampleCount else { throw .malformed("time") }
        var streams = StreamSet(time: time)
        for (kind, column) in columns {
            guard column.count == header.sampleCount else { throw .malformed("\(kind)") }
            streams[kind] = column
        }
        return streams
    }
}

/// The beginning of a blob, checked.
private struct Header {
    let sampleCount: Int
    let entries: [Entry]

    init(_ blob: [UInt8]) throws(StreamCodecError) {
        guard blob.count >= 5, Array(blob[..<4]) == StreamCodec.magic else { throw .notStreams }
        guard blob[4] == StreamCodec.version else { throw .unknownVersion(blob[4]) }
        guard blob.count >= StreamCodec.headerByteCount else { throw .wrongLength }
        let columnCount = Int(blob[5])
        let framesStart = StreamCodec.headerByteCount + columnCount * StreamCodec.entryByteCount
        guard blob.count >= framesStart else { throw .wrongLength }
        guard Self.number(blob, at: 12) == StreamCodec.checksum(of: blob) else { throw .wrongChecksum }
        sampleCount = Int(Self.number(blob, at: 8))
        guard sampleCount <= StreamSet.sampleLimit else { throw .malformed("\(sampleCount) samples") }
        var entries: [Entry] = []
        var end = framesStart
        for index in 0..<columnCount {
            let start = StreamCodec.headerByteCount + index * StreamCodec.entryByteCount
            let entry = try Entry(blob, at: start)
            guard entry.frame.lowerBound == end, entry.frame.upperBound <= blob.count else {
                throw .wrongLength
            }
            end = entry.frame.upperBound
            entries.append(entry)
        }
        guard end == blob.count else { throw .wrongLength }
        self.entries = entries
    }

    static func number(_ blob: [UInt8], at offset: Int) -> UInt32 {
        var value: UInt32 = 0
        for byte in 0..<4 { value |= UInt32(blob[offset + byte]) << UInt32(8 * byte) }
        return value
    }
}

/// What the header says about one column.
private struct Entry {
    let kind: StreamKind
    let predictor: ColumnCodec.Predictor
    let divisor: Int32
    let hasMissing: Bool
    let frame: Range<Int>

    init(_ blob: [UInt8], at start: Int) throws(StreamCodecError) {
        guard let kind = StreamKind(rawValue: blob[start]) else { throw .malformed("kind \(blob[start])") }
        guard let predictor = ColumnCodec.Predictor(rawValue: blob[start + 1]) else {
            throw .malformed("predictor \(blob[start + 1])")
        }
        let droppedDecimals = kind.decimals - Int(blob[start + 2])
        guard droppedDecimals >= 0 else { throw .malformed("\(blob[start + 2]) decimals") }
        guard blob[start + 3] <= StreamCodec.missingFlag else { throw .malformed("flags \(blob[start + 3])") }
        var divisor: Int32 = 1
        for _ in 0..<droppedDecimals { divisor *= 10 }
        self.kind = kind
        self.predictor = predictor
        self.divisor = divisor
        hasMissing = blob[start + 3] == StreamCodec.missingFlag
        let offset = Int(Header.number(blob, at: start + 4))
        frame = offset..<(offset + Int(Header.number(blob, at: start + 8)))
    }

    /// The column, or an empty one where the frame's content isn't one.
    func column(
        of blob: [UInt8], sampleCount: Int, decompressor: ZstdDecompressor
    ) throws(CompressionError) -> [Int32] {
        let limit = StreamCodec.byteLimitPerSample * (sampleCount + 1)
        let content = Array(blob[frame])
        let bytes: Result<[UInt8], CompressionError> = content.withUnsafeBytes { buffer in
            do throws(CompressionError) {
                return .success(try decompressor.decompress(buffer, outputLimit: limit))
            } catch {
                return .failure(error)
            }
        }
        return ColumnCodec.decode(
            try bytes.get(), count: sampleCount, divisor: divisor, predictor: predictor,
            hasMissing: hasMissing) ?? []
    }
}
