import Crypto

/// Makes opaque cursors from keys, and reads back only what it made: base64url of the keys and a truncated
/// HMAC.
package struct CursorCodec: Sendable {
    private static let signatureBytes = 12
    private static let maximumKeys = 4

    private let code: HMACSHA256

    /// Makes the codec; every server that shares traffic needs the same secret.
    package init(secret: [UInt8]) {
        code = HMACSHA256(key: secret)
    }

    /// The cursor that stands for these keys; `purpose` keeps the cursors of different lists apart.
    package func encode(_ keys: [Int64], purpose: StaticString) -> String {
        precondition(keys.count <= CursorCodec.maximumKeys, "a cursor has at most four keys")
        var bytes: [UInt8] = []
        for key in keys {
            for shift in stride(from: 56, through: 0, by: -8) {
                bytes.append(UInt8(truncatingIfNeeded: key >> Int64(shift)))
            }
        }
        return Base64URL.encode(bytes + signature(of: bytes, purpose))
    }

    /// The keys of a cursor; throws a fault when it isn't one of ours, or of another list.
    package func decode(_ cursor: String, count: Int, purpose: StaticString) throws(Fault) -> [Int64] {
        let size = count * 8
        guard cursor.utf8.count <= 128, let bytes = Base64URL.decode(cursor),
            bytes.count == size + CursorCodec.signatureBytes,
            ConstantTime.equal([UInt8](bytes[size...]), signature(of: [UInt8](bytes[..<size]), purpose))
        else { throw .invalid("Page", "cursor") }
        return (0..<count).map { index in
            bytes[index * 8..<index * 8 + 8].reduce(0) { $0 << 8 | Int64($1) }
        }
    }

    private func signature(of bytes: [UInt8], _ purpose: StaticString) -> [UInt8] {
        let message = purpose.withUTF8Buffer { [UInt8]($0) } + [0] + bytes
        return [UInt8](code.code(for: message).bytes.prefix(CursorCodec.signatureBytes))
    }
}
