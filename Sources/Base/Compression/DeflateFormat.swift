/// What is wrapped around a deflate stream (RFC 1951).
package enum DeflateFormat: Sendable {
    /// RFC 1952, with CRC-32 and length; several members may follow one another.
    case gzip
    /// RFC 1950, with Adler-32; what HTTP calls `deflate`.
    case zlib
    /// Nothing, as in WebSocket's permessage-deflate.
    case raw

    /// zlib's `windowBits`: the sign and 16 say which wrapper it writes or expects.
    var windowBits: Int32 {
        switch self {
        case .gzip: 15 + 16
        case .zlib: 15
        case .raw: -15
        }
    }
}
