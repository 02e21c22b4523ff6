import CZlib

/// Deflates data that arrives piece by piece.
///
/// Belongs to one loop or thread.
package final class DeflateStream {
    /// What `push` guarantees about bytes pushed so far.
    package enum Flush: Sendable {
        /// Nothing: they may wait inside for better compression.
        case none
        /// They can be inflated by the receiver at once (ends with an empty stored block).
        case sync
        /// They are the last ones: the trailer is written, and the stream takes no more.
        case finish
    }

    private let stream: UnsafeMutablePointer<z_stream>
    /// What zlib writes to before it is appended to the caller's array.
    private let chunk: UnsafeMutablePointer<UInt8>
    private var finished = false

    private static let chunkByteCount = 16 << 10

    /// - Parameter level: 1 (fast) to 9 (small).
    package init(format: DeflateFormat, level: Int = 6) throws(CompressionError) {
        precondition((1...9).contains(level))
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        let status = deflateInit2_(
            stream, Int32(level), Z_DEFLATED, format.windowBits, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
            Int32(MemoryLayout<z_stream>.size))
        guard status == Z_OK else {
            stream.deallocate()
            throw .outOfMemory
        }
        chunk = .allocate(capacity: Self.chunkByteCount)
    }

    deinit {
        deflateEnd(stream)
        stream.deallocate()
        chunk.deallocate()
    }

    /// Compresses the next piece and appends what comes out to `output`.
    package func push(_ bytes: UnsafeRawBufferPointer, flush: Flush = .none, into output: inout [UInt8]) {
        precondition(!finished, "pushed into a finished DeflateStream")
        var rest = bytes[...]
        repeat {
            let piece = UnsafeRawBufferPointer(rebasing: rest.prefix(1 << 30))
            rest = rest.dropFirst(piece.count)
            deflatePiece(piece, mode: rest.isEmpty ? flush.mode : Z_NO_FLUSH, into: &output)
        } while !rest.isEmpty
        finished = flush == .finish
    }

    private func deflatePiece(_ piece: UnsafeRawBufferPointer, mode: Int32, into output: inout [UInt8]) {
        stream.pointee.next_in = UnsafeMutablePointer(
            mutating: piece.baseAddress?.assumingMemoryBound(to: UInt8.self))
        stream.pointee.avail_in = UInt32(piece.count)
        repeat {
            stream.pointee.next_out = chunk
            stream.pointee.avail_out = UInt32(Self.chunkByteCount)
            _ = deflate(stream, mode)
            let written = Self.chunkByteCount - Int(stream.pointee.avail_out)
            output.append(contentsOf: UnsafeBufferPointer(start: chunk, count: written))
        } while stream.pointee.avail_out == 0
    }
}

extension DeflateStream.Flush {
    fileprivate var mode: Int32 {
        switch self {
        case .none: Z_NO_FLUSH
        case .sync: Z_SYNC_FLUSH
        case .finish: Z_FINISH
        }
    }
}
