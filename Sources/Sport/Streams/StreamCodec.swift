import Compression

/// The binary form of a `StreamSet`: a header, and one zstd frame for each column.
///
/// All numbers little-endian. Header: magic `SLSM`, version, number of columns, two zero bytes, number of
/// samples (u32), CRC-32C (u32) of everything but itself. Then for each column 12 bytes: kind, predictor,
/// decimals, flags (bit 0: some samples are missing), offset of its frame (u32), length of its frame (u32).
/// Then the frames. About 3 bytes a sample for a ride with position, altitude, heart rate, cadence and power
/// at 1 Hz.
package enum StreamCodec {
    static let magic: [UInt8] = Array("SLSM".utf8)
    static let version: UInt8 = 1
    static let headerByteCount = 16
    static let entryByteCount = 12
    static let missingFlag: UInt8 = 1
    /// The longest varint of a residual is 5 bytes (33 bits); runs add as much again at worst.
    static let byteLimitPerSample = 16

    /// The blob of all columns; `level` is zstd's.
    package static func encode(_ streams: StreamSet, level: Int = 3) throws(StreamCodecError) -> [UInt8] {
        do throws(CompressionError) {
            let compressor = try ZstdCompressor(level: level)
            var columns: [EncodedColumn] = []
            for kind in streams.kinds {
                guard let column = streams[kind] else { continue }
                columns.append(try EncodedColumn(kind, column, compressor: compressor))
            }
            return assemble(columns, sampleCount: streams.count)
        } catch {
            throw .compression(error)
        }
    }

    private static func assemble(_ columns: [EncodedColumn], sampleCount: Int) -> [UInt8] {
        var blob = magic + [version, UInt8(columns.count), 0, 0]
        append(UInt32(sampleCount), to: &blob)
        append(0, to: &blob)
        var offset = headerByteCount + entryByteCount * columns.count
        for column in columns {
            blob += [column.kind.rawValue, column.predictor.rawValue, column.decimals, column.flags]
            append(UInt32(offset), to: &blob)
            append(UInt32(column.frame.count), to: &blob)
            offset += column.frame.count
        }
        for column in columns { blob += column.frame }
        let checksum = checksum(of: blob)
        for byte in 0..<4 { blob[12 + byte] = UInt8(truncatingIfNeeded: checksum >> UInt32(8 * byte)) }
        return blob
    }

    private static func append(_ value: UInt32, to blob: inout [UInt8]) {
        for byte in 0..<4 { blob.append(UInt8(truncatingIfNeeded: value >> UInt32(8 * byte))) }
    }

    /// Of everything except for the four bytes that hold it.
    static func checksum(of blob: [UInt8]) -> UInt32 {
        blob.withUnsafeBytes { bytes in
            let head = CRC32C.checksum(UnsafeRawBufferPointer(rebasing: bytes[..<12]))
            return CRC32C.checksum(UnsafeRawBufferPointer(rebasing: bytes[16...]), seed: head)
        }
    }
}

/// A column as it is written.
private struct EncodedColumn {
    let kind: StreamKind
    let predictor: ColumnCodec.Predictor
    let decimals: UInt8
    let flags: UInt8
    let frame: [UInt8]

    init(_ kind: StreamKind, _ column: [Int32], compressor: ZstdCompressor) throws(CompressionError) {
        self.kind = kind
        let hasMissing = column.contains(StreamSet.missing)
        flags = hasMissing ? StreamCodec.missingFlag : 0
        predictor = ColumnCodec.bestPredictor(for: column)
        // Decimals that are zero throughout needn't be written: GPS usually gives six of the seven.
        var divisor: Int32 = 1
        var decimals = kind.decimals
        while decimals > 0, column.allSatisfy({ $0 == StreamSet.missing || $0 % (divisor * 10) == 0 }) {
            divisor *= 10
            decimals -= 1
        }
        self.decimals = UInt8(decimals)
        let bytes = ColumnCodec.encode(
            column, divisor: divisor, predictor: predictor, hasMissing: hasMissing)
        frame = try compressor.compress(bytes)
    }
}
