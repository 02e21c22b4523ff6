/// A reply of the server (RESP2). Strings are bytes: Redis knows no encoding.
package enum RedisValue: Sendable, Equatable {
    case null
    case integer(Int)
    case bytes([UInt8])
    /// A simple string, such as `OK`.
    case status(String)
    /// An error inside an array (a script's or transaction's); elsewhere errors are thrown.
    case error(RedisError)
    case array([RedisValue])

    /// The bytes of a string or a status, nil for null and for everything else.
    package var bytes: [UInt8]? {
        switch self {
        case .bytes(let bytes): bytes
        case .status(let text): Array(text.utf8)
        default: nil
        }
    }

    /// The text of a string or a status, with invalid UTF-8 repaired.
    package var string: String? {
        switch self {
        case .bytes(let bytes): String(decoding: bytes, as: UTF8.self)
        case .status(let text): text
        default: nil
        }
    }

    /// An integer, or a string that is one.
    package var integer: Int? {
        switch self {
        case .integer(let number): number
        case .bytes, .status: string.flatMap { Int($0) }
        default: nil
        }
    }

    /// The elements of an array.
    package var array: [RedisValue]? {
        if case .array(let elements) = self { elements } else { nil }
    }

    /// Whether there was nothing.
    package var isNull: Bool { self == .null }
}
