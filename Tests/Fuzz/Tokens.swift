// fuzz: Crypto
@testable import Crypto

private let secret = [UInt8](repeating: 7, count: 32)
private let keys = try? SigningKeys(current: SigningKey(id: "k1", secret: secret))

/// Access tokens and the text forms of bytes.
///
/// Nothing that a stranger writes is accepted, and what can be decoded is what encoding gives.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ data: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let bytes = [UInt8](UnsafeBufferPointer(start: data, count: count))
    let text = String(decoding: bytes, as: UTF8.self)
    if let keys {
        precondition(
            (try? keys.verify(text, at: 1_750_000_000)) == nil, "a token without a signature was accepted")
        precondition((try? keys.verify(signedLike(bytes, by: keys), at: 1_750_000_000)) == nil)
    }
    if let decoded = Base64URL.decode(text) { precondition(Base64URL.encode(decoded) == text) }
    if let decoded = Base64.decode(text) { precondition(Base64.encode(decoded) == text) }
    if let decoded = Hex.decode(text) { precondition(Hex.encode(decoded) == text.lowercased()) }
    return 0
}

/// A token with the right header, so that what comes after it is reached.
private func signedLike(_ bytes: [UInt8], by keys: SigningKeys) -> String {
    let header = keys.sign(TokenClaims(issuedAt: 0, expiresAt: 1)).prefix { $0 != "." }
    return header + "." + String(decoding: bytes, as: UTF8.self)
}
