/// Why a token was refused. Answer all of them alike; the cases are for logs and metrics.
package enum SignedTokenError: Error, Equatable {
    /// Too long, not three parts, not our header, not base64url, or claims without times.
    case malformed
    /// Our header with a `kid` that is not among the keys.
    case unknownKey
    case badSignature
    case expired
    case notYetValid
}

/// Access tokens: the compact form of JWS (RFC 7515) with HS256 (RFC 7518, 3.2), without JWT's other
/// freedoms.
///
/// A token's header must be, byte for byte, the one that the server writes for one of its keys, so there is
/// no algorithm to confuse and no JSON to parse before the signature has been checked.
extension SigningKeys {
    /// Longer tokens are refused unread.
    package static let maximumTokenByteCount = 4096
    /// How far the clocks of two servers may differ when one has just issued what the other reads.
    package static let clockSkewSeconds: Int64 = 5

    /// Signs with the current key.
    package func sign(_ claims: TokenClaims) -> String {
        var token = current.encodedHeader
        claims.json.withUnsafeBytes { Base64URL.append($0, to: &token) }
        let code = current.code.code(for: token)
        token.append(UInt8(ascii: "."))
        code.withUnsafeBytes { Base64URL.append($0, to: &token) }
        return String(decoding: token, as: UTF8.self)
    }

    /// The claims of a token that one of the keys has signed and that is valid at `unixSeconds`.
    package func verify(_ token: String, at unixSeconds: Int64) throws(SignedTokenError) -> TokenClaims {
        var token = token
        let result = token.withUTF8 { bytes in
            Result { () throws(SignedTokenError) in try verify(UnsafeRawBufferPointer(bytes), at: unixSeconds)
            }
        }
        return try result.get()
    }

    /// The claims of a token that one of the keys has signed and that is valid at `unixSeconds`.
    package func verify(
        _ token: UnsafeRawBufferPointer, at unixSeconds: Int64
    ) throws(SignedTokenError) -> TokenClaims {
        guard token.count <= Self.maximumTokenByteCount else { throw .malformed }
        guard let key = key(of: token) else {
            throw Self.hasOurHeader(token) ? .unknownKey : .malformed
        }
        let payload = UnsafeRawBufferPointer(rebasing: token[key.encodedHeader.count...])
        guard let dot = payload.firstIndex(of: UInt8(ascii: ".")) else { throw .malformed }
        guard
            let json = Base64URL.decode(UnsafeRawBufferPointer(rebasing: payload[..<dot])),
            let signature = Base64URL.decode(UnsafeRawBufferPointer(rebasing: payload[(dot + 1)...])),
            let presented = Digest(signature)
        else { throw .malformed }
        let signed = UnsafeRawBufferPointer(rebasing: token[..<(key.encodedHeader.count + dot)])
        guard presented == key.code.code(for: signed) else { throw .badSignature }
        return try Self.checkTimes(of: TokenClaims(verified: json), at: unixSeconds)
    }

    private static func checkTimes(
        of claims: TokenClaims, at unixSeconds: Int64
    ) throws(SignedTokenError) -> TokenClaims {
        guard let expiresAt = claims.integer("exp"), let issuedAt = claims.integer("iat") else {
            throw .malformed
        }
        guard unixSeconds < expiresAt else { throw .expired }
        let startsAt = max(issuedAt, claims.integer("nbf") ?? issuedAt)
        guard startsAt <= unixSeconds + clockSkewSeconds else { throw .notYetValid }
        return claims
    }

    private func key(of token: UnsafeRawBufferPointer) -> SigningKey? {
        if token.starts(with: current) { return current }
        return previous.first { token.starts(with: $0) }
    }

    /// Tells a rotated-out key from garbage; not on the hot path.
    private static func hasOurHeader(_ token: UnsafeRawBufferPointer) -> Bool {
        guard
            let dot = token.firstIndex(of: UInt8(ascii: ".")),
            let header = Base64URL.decode(UnsafeRawBufferPointer(rebasing: token[..<dot]))
        else { return false }
        let before = TokenHeader.beforeKeyID.utf8
        let after = TokenHeader.afterKeyID.utf8
        return header.count >= before.count + after.count && header.starts(with: before)
            && header.suffix(after.count).elementsEqual(after)
    }
}

extension UnsafeRawBufferPointer {
    fileprivate func starts(with key: SigningKey) -> Bool {
        let header = key.encodedHeader
        return count >= header.count
            && header.withUnsafeBytes {
                UnsafeRawBufferPointer(rebasing: self[..<header.count]).elementsEqual($0)
            }
    }
}
