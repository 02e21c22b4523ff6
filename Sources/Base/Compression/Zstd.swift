import CZstd

/// Whole buffers as zstd frames (RFC 8878).
package enum Zstd {
    /// True for bytes that begin like a zstd frame.
    package static func isZstd(_ bytes: UnsafeRawBufferPointer) -> Bool {
        bytes.count >= 4 && bytes[0] == 0x28 && bytes[1] == 0xb5 && bytes[2] == 0x2f && bytes[3] == 0xfd
    }

    /// Compresses `bytes` into one frame that declares its size; `level` is 1 (fast) to 19 (small).
    package static func compress(_ bytes: [UInt8], level: Int = 3) throws(CompressionError) -> [UInt8] {
        try ZstdCompressor(level: level).compress(bytes)
    }

    /// Decompresses one frame; throws `outputTooLarge` rather than allocate more than `outputLimit` bytes.
    package static func decompress(_ bytes: [UInt8], outputLimit: Int) throws(CompressionError) -> [UInt8] {
        try bytes.withRawBytes { buffer throws(CompressionError) in
            try ZstdDecompressor().decompress(buffer, outputLimit: outputLimit)
        }
    }
}

/// Makes zstd frames one after another, reusing its tables; belongs to one thread.
package final class ZstdCompressor {
    private let context: OpaquePointer
    private let level: Int32

    /// - Parameter level: 1 (fast) to 19 (small).
    package init(level: Int = 3) throws(CompressionError) {
        precondition((1...19).contains(level))
        guard let context = ZSTD_createCCtx() else { throw .outOfMemory }
        self.context = context
        self.level = Int32(level)
    }

    deinit { ZSTD_freeCCtx(context) }

    /// One frame with `bytes`.
    package func compress(_ bytes: [UInt8]) throws(CompressionError) -> [UInt8] {
        var failed = false
        let output = [UInt8](unsafeUninitializedCapacity: ZSTD_compressBound(bytes.count)) { target, count in
            let written = ZSTD_compressCCtx(
                context, target.baseAddress, target.count, bytes, bytes.count, level)
            failed = ZSTD_isError(written) != 0
            count = failed ? 0 : written
        }
        if failed { throw .outOfMemory }
        return output
    }
}

/// Opens zstd frames one after another, reusing its tables; belongs to one thread.
package final class ZstdDecompressor {
    private let context: OpaquePointer

    /// Output grows by this much where a frame doesn't say how large it is.
    private static let chunkByteCount = 128 << 10

    /// Throws `outOfMemory` only.
    package init() throws(CompressionError) {
        guard let context = ZSTD_createDCtx() else { throw .outOfMemory }
        self.context = context
    }

    deinit { ZSTD_freeDCtx(context) }

    /// The content of the one frame that `bytes` consists of.
    package func decompress(
        _ bytes: UnsafeRawBufferPointer, outputLimit: Int
    ) throws(CompressionError) -> [UInt8] {
        let declared = ZSTD_getFrameContentSize(bytes.baseAddress, bytes.count)
        if declared == UInt64(bitPattern: -2) { throw bytes.count < 18 ? .truncated : .corrupt }
        if declared == UInt64(bitPattern: -1) {
            return try decompressUnsized(bytes, outputLimit: outputLimit)
        }
        guard declared <= UInt64(outputLimit) else { throw .outputTooLarge(limit: outputLimit) }
        try checkSingleFrame(bytes)
        var written = 0
        let output = [UInt8](unsafeUninitializedCapacity: Int(declared)) { target, count in
            written = ZSTD_decompressDCtx(
                context, target.baseAddress, Int(declared), bytes.baseAddress, bytes.count)
            count = ZSTD_isError(written) != 0 ? 0 : written
        }
        guard ZSTD_isError(written) == 0, written == Int(declared) else { throw .corrupt }
        return output
    }

    private func checkSingleFrame(_ bytes: UnsafeRawBufferPointer) throws(CompressionError) {
        let frame = ZSTD_findFrameCompressedSize(bytes.baseAddress, bytes.count)
        // The library has one answer for both; a frame that is cut off is by far the likelier.
        guard ZSTD_isError(frame) == 0 else { throw .truncated }
        guard frame == bytes.count else { throw .trailingBytes }
    }

    private func decompressUnsized(
        _ bytes: UnsafeRawBufferPointer, outputLimit: Int
    ) throws(CompressionError) -> [UInt8] {
        ZSTD_DCtx_reset(context, ZSTD_reset_session_only)
        var output: [UInt8] = []
        var input = ZSTD_inBuffer(src: bytes.baseAddress, size: bytes.count, pos: 0)
        while true {
            let room = min(Self.chunkByteCount, outputLimit - output.count + 1)
            var status = 0
            let piece = [UInt8](unsafeUninitializedCapacity: room) { [context] target, count in
                var sink = ZSTD_outBuffer(dst: target.baseAddress, size: room, pos: 0)
                status = ZSTD_decompressStream(context, &sink, &input)
                count = sink.pos
            }
            output += piece
            if ZSTD_isError(status) != 0 { throw .corrupt }
            if output.count > outputLimit { throw .outputTooLarge(limit: outputLimit) }
            if status == 0 {
                guard input.pos == input.size else { throw .trailingBytes }
                return output
            }
            if input.pos == input.size && piece.count < room { throw .truncated }
        }
    }
}
