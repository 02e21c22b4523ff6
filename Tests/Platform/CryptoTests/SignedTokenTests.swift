import Testing

@testable import Crypto

struct SignedTokenTests {
    let now: Int64 = 1_750_000_000
    let keys: SigningKeys
    let rotated: SigningKeys

    init() throws {
        let old = try SigningKey(id: "k1", secret: [UInt8](repeating: 1, count: 32))
        let new = try SigningKey(id: "k2", secret: [UInt8](repeating: 2, count: 32))
        keys = try SigningKeys(current: old)
        rotated = try SigningKeys(current: new, previous: [old])
    }

    var claims: TokenClaims {
        var claims = TokenClaims(issuedAt: now, expiresAt: now + 600)
        claims.set("sub", 42)
        claims.set("scope", "read,activity:write")
        return claims
    }

    func error(_ token: String, _ keys: SigningKeys, at time: Int64) -> SignedTokenError? {
        do throws(SignedTokenError) {
            _ = try keys.verify(token, at: time)
            return nil
        } catch {
            return error
        }
    }

    @Test func `a signed token gives its claims back`() throws {
        let verified = try keys.verify(keys.sign(claims), at: now)
        #expect(verified.integer("sub") == 42)
        #expect(verified.text("scope") == "read,activity:write")
        #expect(verified.integer("exp") == now + 600)
        #expect(verified.integer("nothing") == nil)
        #expect(verified == claims)
    }

    @Test func `a token has the three parts of RFC 7515`() throws {
        let parts = keys.sign(claims).split(separator: ".").map(String.init)
        #expect(parts.count == 3)
        let header = try #require(Base64URL.decode(parts[0]))
        #expect(String(decoding: header, as: UTF8.self) == #"{"alg":"HS256","kid":"k1","typ":"JWT"}"#)
        let payload = try #require(Base64URL.decode(parts[1]))
        #expect(
            String(decoding: payload, as: UTF8.self)
                == #"{"iat":1750000000,"exp":1750000600,"sub":42,"scope":"read,activity:write"}"#)
        let code = HMACSHA256(key: [UInt8](repeating: 1, count: 32)).code(
            for: [UInt8]((parts[0] + "." + parts[1]).utf8))
        #expect(Base64URL.decode(parts[2]) == code.bytes)
    }

    @Test(arguments: ["", "plain", "qu\"ote \\ back", "tab\tline\nnul\u{0}", "Zürich 🚴", "\\u0041", "a,b}:{"])
    func `any text survives as a claim`(text: String) throws {
        var claims = claims
        claims.set("name", text)
        claims.set("last", -7)
        let verified = try keys.verify(keys.sign(claims), at: now)
        #expect(verified.text("name") == text)
        #expect(verified.integer("last") == -7)
    }

    @Test func `a text is no integer and an integer is no text`() {
        #expect(claims.integer("scope") == nil)
        #expect(claims.text("sub") == nil)
    }

    @Test func `a token is refused from the second it expires`() {
        let token = keys.sign(claims)
        #expect(error(token, keys, at: now + 599) == nil)
        #expect(error(token, keys, at: now + 600) == .expired)
    }

    @Test func `a token from the future is refused beyond the clocks' skew`() {
        let token = keys.sign(claims)
        #expect(error(token, keys, at: now - SigningKeys.clockSkewSeconds) == nil)
        #expect(error(token, keys, at: now - SigningKeys.clockSkewSeconds - 1) == .notYetValid)
        let later = keys.sign(TokenClaims(issuedAt: now, expiresAt: now + 600, notBefore: now + 100))
        #expect(error(later, keys, at: now + 94) == .notYetValid)
        #expect(error(later, keys, at: now + 95) == nil)
    }

    @Test func `tokens of a previous key are good until the key is dropped`() throws {
        let token = keys.sign(claims)
        #expect(error(token, rotated, at: now) == nil)
        let onlyNew = try SigningKeys(current: rotated.current)
        #expect(error(token, onlyNew, at: now) == .unknownKey)
        #expect(error(rotated.sign(claims), keys, at: now) == .unknownKey)
    }

    @Test func `a key of the same id with another secret is refused`() throws {
        let forged = try SigningKeys(current: SigningKey(id: "k1", secret: [UInt8](repeating: 9, count: 32)))
        #expect(error(forged.sign(claims), keys, at: now) == .badSignature)
    }

    @Test func `changing any one character makes a token invalid`() {
        let token = [UInt8](keys.sign(claims).utf8)
        for index in token.indices {
            var changed = token
            changed[index] = changed[index] == UInt8(ascii: "A") ? UInt8(ascii: "B") : UInt8(ascii: "A")
            #expect(error(String(decoding: changed, as: UTF8.self), keys, at: now) != nil)
        }
    }

    @Test func `a token cut anywhere or followed by anything is refused`() {
        let token = keys.sign(claims)
        for length in 0..<token.utf8.count {
            #expect(error(String(token.prefix(length)), keys, at: now) != nil)
        }
        for tail in [".", "A", "=", ".AAAA", " ", "\u{0}"] {
            #expect(error(token + tail, keys, at: now) == .malformed)
        }
    }

    @Test(arguments: [
        #"{"alg":"none","kid":"k1","typ":"JWT"}"#, #"{"alg":"none"}"#,
        #"{"alg":"RS256","kid":"k1","typ":"JWT"}"#,
        #"{"alg":"hs256","kid":"k1","typ":"JWT"}"#, #"{"alg":"HS256","typ":"JWT"}"#,
        #"{"typ":"JWT","alg":"HS256"}"#,
        #"{ "alg":"HS256","kid":"k1","typ":"JWT"}"#, "", "{}",
    ])
    func `a header that is not ours is malformed, even if rightly signed`(header: String) {
        let payload = keys.sign(claims).split(separator: ".")[1]
        let signed = Base64URL.encode([UInt8](header.utf8)) + "." + payload
        let code = keys.current.code.code(for: [UInt8](signed.utf8))
        #expect(error(signed + "." + Base64URL.encode(code.bytes), keys, at: now) == .malformed)
        #expect(error(signed + ".", keys, at: now) == .malformed)
    }

    @Test func `a token over the size limit is refused before anything is computed`() {
        var claims = claims
        claims.set("filler", String(repeating: "x", count: SigningKeys.maximumTokenByteCount))
        #expect(error(keys.sign(claims), keys, at: now) == .malformed)
    }

    @Test(arguments: [
        #"{"exp":9999999999}"#, #"{"iat":1}"#, "{}", "", "[]", #"{"exp":"9","iat":1}"#, #"{"exp":"#,
    ])
    func `claims without times are malformed`(payload: String) {
        var signed = keys.current.encodedHeader
        signed += [UInt8](Base64URL.encode([UInt8](payload.utf8)).utf8)
        let token =
            String(decoding: signed, as: UTF8.self) + "."
            + Base64URL.encode(keys.current.code.code(for: signed).bytes)
        #expect(error(token, keys, at: now) == .malformed)
    }
}

struct SigningKeysTests {
    let secret = Base64URL.encode([UInt8](repeating: 7, count: 32))

    func error(_ text: String) -> SigningKeysError? {
        do throws(SigningKeysError) {
            _ = try SigningKeys(parsing: text)
            return nil
        } catch {
            return error
        }
    }

    @Test func `configured keys are read in order`() throws {
        let keys = try SigningKeys(parsing: "new:\(secret),old-1:\(secret)")
        #expect(keys.current.id == "new")
        #expect(keys.previous.map(\.id) == ["old-1"])
    }

    @Test func `wrong configuration is told`() {
        #expect(error("") == .badPair)
        #expect(error("k1") == .badPair)
        #expect(error("k1:not base64!") == .badPair)
        #expect(error("k1:\(secret),") == .badPair)
        #expect(error("k 1:\(secret)") == .badKeyID("k 1"))
        #expect(error(":\(secret)") == .badKeyID(""))
        #expect(error("k1:c2hvcnQ") == .shortSecret(keyID: "k1"))
        #expect(error("k1:\(secret),k1:\(secret)") == .duplicateKeyID)
        #expect(error((1...5).map { "k\($0):\(secret)" }.joined(separator: ",")) == .tooManyKeys)
    }
}
