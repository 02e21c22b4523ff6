import CZlib

/// Inflates a deflate stream that arrives piece by piece, within limits.
///
/// Belongs to one loop or thread. After an error the stream stays failed: throw it away.
package final class InflateStream {
    private let stream: UnsafeMutablePointer<z_stream>
    private let format: DeflateFormat
    private let limits: InflateLimits
    private var inputByteCount = 0
    private var outputByteCount = 0
    private var memberCount = 0
    /// At a member's end: the stream may stop here, or another gzip member may begin.
    private var atMemberEnd = false

    /// What zlib writes to before it is appended to the caller's array.
    private let chunk: UnsafeMutablePointer<UInt8>

    private static let chunkByteCount = 32 << 10

    /// A stream at its beginning; throws `outOfMemory` only.
    package init(format: DeflateFormat, limits: InflateLimits) throws(CompressionError) {
        self.format = format
        self.limits = limits
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        let status = inflateInit2_(
            stream, format.windowBits, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
        guard status == Z_OK else {
            stream.deallocate()
            throw .outOfMemory
        }
        chunk = .allocate(capacity: Self.chunkByteCount)
    }

    deinit {
        inflateEnd(stream)
        stream.deallocate()
        chunk.deallocate()
    }

    /// Inflates the next piece and appends what comes out to `output`.
    ///
    /// Throws `trailingBytes` for bytes behind the last member that don't begin another one.
    package func push(_ bytes: UnsafeRawBufferPointer, into output: inout [UInt8]) throws(CompressionError) {
        inputByteCount += bytes.count
        var rest = bytes[...]
        while !rest.isEmpty {
            if atMemberEnd { try beginMember(first: rest.first ?? 0) }
            let piece = UnsafeRawBufferPointer(rebasing: rest.prefix(1 << 30))
            let consumed = try inflatePiece(piece, into: &output)
            rest = rest.dropFirst(consumed)
        }
    }

    /// True when the input may end here: at the end of a complete stream.
    package var isComplete: Bool { atMemberEnd }

    /// Says that the input has ended; throws `truncated` in the middle of a stream.
    package func finish() throws(CompressionError) {
        if !atMemberEnd { throw .truncated }
    }

    private func beginMember(first: UInt8) throws(CompressionError) {
        guard format == .gzip, first == 0x1f else { throw .trailingBytes }
        guard memberCount < limits.memberCount else { throw .tooManyMembers(limit: limits.memberCount) }
        inflateReset(stream)
        atMemberEnd = false
    }

    /// Feeds one piece until it is used up or a member ends; returns how many bytes were taken.
    private func inflatePiece(
        _ piece: UnsafeRawBufferPointer, into output: inout [UInt8]
    ) throws(CompressionError) -> Int {
        // zlib reads through next_in only, though the field isn't const in this build.
        stream.pointee.next_in = UnsafeMutablePointer(
            mutating: piece.baseAddress?.assumingMemoryBound(to: UInt8.self))
        stream.pointee.avail_in = UInt32(piece.count)
        while true {
            let status = inflateChunk(into: &output)
            try checkLimits()
            switch status {
            case Z_OK:
                if stream.pointee.avail_in == 0 && stream.pointee.avail_out != 0 { return piece.count }
            case Z_STREAM_END:
                atMemberEnd = true
                memberCount += 1
                return piece.count - Int(stream.pointee.avail_in)
            case Z_BUF_ERROR: return piece.count
            case Z_MEM_ERROR: throw .outOfMemory
            default: throw .corrupt
            }
        }
    }

    private func inflateChunk(into output: inout [UInt8]) -> Int32 {
        // One byte beyond the limit is enough to notice that it would be exceeded.
        let room = max(1, min(Self.chunkByteCount, limits.outputByteCount - outputByteCount + 1))
        stream.pointee.next_out = chunk
        stream.pointee.avail_out = UInt32(room)
        let status = inflate(stream, Z_NO_FLUSH)
        let written = room - Int(stream.pointee.avail_out)
        output.append(contentsOf: UnsafeBufferPointer(start: chunk, count: written))
        outputByteCount += written
        return status
    }

    private func checkLimits() throws(CompressionError) {
        if outputByteCount > limits.outputByteCount { throw .outputTooLarge(limit: limits.outputByteCount) }
        if outputByteCount > InflateLimits.ratioFreeByteCount,
            outputByteCount / limits.ratio > max(inputByteCount, 1)
        {
            throw .ratioTooHigh(limit: limits.ratio)
        }
    }
}
