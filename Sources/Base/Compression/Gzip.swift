/// Whole buffers in gzip (RFC 1952) or zlib format (RFC 1950).
package enum Gzip {
    /// True for bytes that begin like a gzip member.
    package static func isGzip(_ bytes: UnsafeRawBufferPointer) -> Bool {
        bytes.count >= 3 && bytes[0] == 0x1f && bytes[1] == 0x8b && bytes[2] == 8
    }

    /// Inflates all members of `bytes`.
    ///
    /// - Parameter ignoringTrailingBytes: keep what was inflated when something else follows the last member,
    ///   as gzip itself does.
    package static func inflate(
        _ bytes: UnsafeRawBufferPointer, format: DeflateFormat = .gzip, limits: InflateLimits,
        ignoringTrailingBytes: Bool = false
    ) throws(CompressionError) -> [UInt8] {
        let stream = try InflateStream(format: format, limits: limits)
        var output: [UInt8] = []
        output.reserveCapacity(min(limits.outputByteCount, bytes.count * 4))
        do {
            try stream.push(bytes, into: &output)
        } catch {
            guard ignoringTrailingBytes, error == .trailingBytes else { throw error }
        }
        try stream.finish()
        return output
    }

    /// Inflates all members of `bytes`.
    package static func inflate(
        _ bytes: [UInt8], format: DeflateFormat = .gzip, limits: InflateLimits,
        ignoringTrailingBytes: Bool = false
    ) throws(CompressionError) -> [UInt8] {
        try bytes.withRawBytes { buffer throws(CompressionError) in
            try inflate(buffer, format: format, limits: limits, ignoringTrailingBytes: ignoringTrailingBytes)
        }
    }

    /// Compresses `bytes` into one member; `level` is 1 (fast) to 9 (small).
    package static func deflate(
        _ bytes: UnsafeRawBufferPointer, format: DeflateFormat = .gzip, level: Int = 6
    ) throws(CompressionError) -> [UInt8] {
        let stream = try DeflateStream(format: format, level: level)
        var output: [UInt8] = []
        output.reserveCapacity(bytes.count / 4 + 64)
        stream.push(bytes, flush: .finish, into: &output)
        return output
    }

    /// Compresses `bytes` into one member; `level` is 1 (fast) to 9 (small).
    package static func deflate(
        _ bytes: [UInt8], format: DeflateFormat = .gzip, level: Int = 6
    ) throws(CompressionError) -> [UInt8] {
        try bytes.withRawBytes { buffer throws(CompressionError) in
            try deflate(buffer, format: format, level: level)
        }
    }
}
