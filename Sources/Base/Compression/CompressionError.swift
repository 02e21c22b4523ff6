/// Why bytes could not be compressed or decompressed.
package enum CompressionError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The input ends before its format says that it does.
    case truncated
    /// The input isn't in the expected format, or a checksum inside of it is wrong.
    case corrupt
    /// The output would be larger than the `limit`, in bytes.
    case outputTooLarge(limit: Int)
    /// The output is more than `limit` times as large as the input.
    case ratioTooHigh(limit: Int)
    /// Bytes follow the end of the compressed data.
    case trailingBytes
    /// More gzip members or frames than `limit` follow one another.
    case tooManyMembers(limit: Int)
    /// The library has no memory left for its tables.
    case outOfMemory

    package var description: String {
        switch self {
        case .truncated: "the compressed data is cut off"
        case .corrupt: "the compressed data is damaged"
        case .outputTooLarge(let limit): "the data would be larger than \(limit) bytes when decompressed"
        case .ratioTooHigh(let limit): "the data would grow more than \(limit)-fold when decompressed"
        case .trailingBytes: "there are bytes after the end of the compressed data"
        case .tooManyMembers(let limit): "the compressed data has more than \(limit) parts"
        case .outOfMemory: "there is no memory left to decompress the data"
        }
    }
}
