/// A secret that signs access tokens, under the name that each token carries as `kid`.
package struct SigningKey: Sendable {
    /// Bounds of what may be configured.
    package static let minimumSecretByteCount = 32
    package static let maximumIDLength = 32

    /// What tokens carry as `kid`.
    package let id: String
    let code: HMACSHA256
    /// The first part of every token of this key, with its dot.
    let encodedHeader: [UInt8]

    /// Takes an id of letters, digits, `-` and `_`, and a secret of at least 32 random bytes (RFC 7518, 3.2).
    package init(id: String, secret: [UInt8]) throws(SigningKeysError) {
        guard (1...Self.maximumIDLength).contains(id.utf8.count), id.utf8.allSatisfy(Self.isAllowedInID)
        else {
            throw .badKeyID(id)
        }
        guard secret.count >= Self.minimumSecretByteCount else { throw .shortSecret(keyID: id) }
        self.id = id
        code = HMACSHA256(key: secret)
        let header = TokenHeader.beforeKeyID + id + TokenHeader.afterKeyID
        encodedHeader = [UInt8]((Base64URL.encode([UInt8](header.utf8)) + ".").utf8)
    }

    private static func isAllowedInID(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"): true
        default: false
        }
    }
}

/// The only header this server writes, and therefore the only one it reads.
enum TokenHeader {
    static let beforeKeyID = #"{"alg":"HS256","kid":""#
    static let afterKeyID = #"","typ":"JWT"}"#
}

/// The key that signs now, and earlier ones whose tokens are still good.
package struct SigningKeys: Sendable {
    /// How many keys there may be, with the current one.
    package static let maximumKeyCount = 4

    /// The key that signs, and those that only verify.
    package let current: SigningKey
    package let previous: [SigningKey]

    /// Throws when two keys have one id, or there are too many.
    package init(current: SigningKey, previous: [SigningKey] = []) throws(SigningKeysError) {
        guard previous.count < Self.maximumKeyCount else { throw .tooManyKeys }
        let ids = [current.id] + previous.map(\.id)
        guard Set(ids).count == ids.count else { throw .duplicateKeyID }
        self.current = current
        self.previous = previous
    }

    /// Reads `id:secret,id:secret…` with secrets in base64url; the first signs, the rest only verify.
    ///
    /// To rotate, put a new pair in front, and drop the last one when its tokens have expired.
    package init(parsing text: String) throws(SigningKeysError) {
        var keys: [SigningKey] = []
        for pair in text.split(separator: ",", omittingEmptySubsequences: false) {
            let parts = pair.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, let secret = Base64URL.decode(String(parts[1])) else { throw .badPair }
            keys.append(try SigningKey(id: String(parts[0]), secret: secret))
        }
        guard let first = keys.first else { throw .badPair }
        try self.init(current: first, previous: Array(keys.dropFirst()))
    }
}

/// What is wrong with configured signing keys; the texts never contain a secret.
package enum SigningKeysError: Error, Equatable, CustomStringConvertible {
    case badPair
    case badKeyID(String)
    case shortSecret(keyID: String)
    case duplicateKeyID
    case tooManyKeys

    package var description: String {
        switch self {
        case .badPair: "signing keys must be written as id:secret,id:secret with secrets in base64url"
        case .badKeyID(let id): "signing key id '\(id)' must be 1 to 32 letters, digits, - or _"
        case .shortSecret(let id): "the secret of signing key '\(id)' must have at least 32 bytes"
        case .duplicateKeyID: "two signing keys have the same id"
        case .tooManyKeys: "there may be at most \(SigningKeys.maximumKeyCount) signing keys"
        }
    }
}
