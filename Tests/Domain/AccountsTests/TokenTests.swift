import Crypto
import FoundationEssentials
import Kernel
import Testing

@testable import Accounts

struct OpaqueTokenTests {
    @Test func `a token says where its row is, and proves that its holder got it`() throws {
        let token = OpaqueToken(athlete: AthleteID(1 << 52), row: 77)
        #expect(token.text.count == OpaqueToken.characterCount)
        let read = try #require(OpaqueToken(token.text))
        #expect(read.athlete == token.athlete)
        #expect(read.row == 77)
        #expect(read.hash == token.hash)
        #expect(OpaqueToken(athlete: AthleteID(1 << 52), row: 77).hash != token.hash)
    }

    @Test(arguments: [
        "", "x", String(repeating: "A", count: 63), String(repeating: "A", count: 65),
        String(repeating: "=", count: 64),
    ])
    func `what can't be a token is none`(text: String) {
        #expect(OpaqueToken(text) == nil)
    }

    @Test func `a refresh token shares its family with the next one, and nothing else`() throws {
        let first = RefreshToken(athlete: AthleteID(5), session: SessionID(6))
        let second = RefreshToken(after: first)
        #expect(first.familyHash == second.familyHash)
        #expect(first.hash != second.hash)
        let read = try #require(RefreshToken(second.text))
        #expect(read.text == second.text)
        #expect(second.text.count == RefreshToken.characterCount)
        #expect(read.hash == second.hash)
        #expect(read.session == SessionID(6))
        #expect(RefreshToken(athlete: AthleteID(5), session: SessionID(6)).familyHash != first.familyHash)
        #expect(RefreshToken(String(second.text.dropLast())) == nil)
    }
}

struct AccessTokenTests {
    let now: Int64 = 1_800_000_000
    let tokens: AccessTokens
    let list = RevocationList()
    let hand: ManualHand
    let authenticator: Authenticator
    let principal = Principal(
        athlete: AthleteID(42), session: SessionID(7), application: ApplicationID(9),
        scopes: [.read, .activityWrite])

    init() throws {
        tokens = AccessTokens(keys: try SigningKeys(current: SigningKey(id: "a", secret: Array(1...32))))
        hand = ManualHand(.init(timeIntervalSince1970: 1_800_000_000))
        list.isComplete = true
        authenticator = Authenticator(tokens: tokens, revocations: list, clock: .manual(hand))
    }

    func token(audience: TokenAudience = .api, from start: Int64 = 0, until end: Int64 = 900) -> String {
        tokens.sign(principal, audience: audience, now: now + start, expiresAt: now + end)
    }

    @Test func `a good token says who it speaks for, the first time and from memory`() {
        let token = token()
        for _ in 0..<2 { #expect(authenticator.principal(bearing: token) == principal) }
    }

    @Test func `a token dies on the second, also in memory`() {
        let token = token()
        #expect(authenticator.principal(bearing: token) != nil)
        hand.now = .init(timeIntervalSince1970: Double(now + 899))
        #expect(authenticator.principal(bearing: token) != nil)
        hand.now = .init(timeIntervalSince1970: Double(now + 900))
        #expect(authenticator.principal(bearing: token) == nil)
    }

    @Test func `a token whose session has ended is refused, also from memory`() {
        let token = token()
        #expect(authenticator.principal(bearing: token) != nil)
        list.insert(principal.session, relevantUntil: now + 900)
        #expect(authenticator.principal(bearing: token) == nil)
        list.removeExpired(now: now + 900 + 61)
        #expect(list.count == 0)
    }

    @Test func `a token of another audience, key or issuer is refused`() throws {
        let foreign = AccessTokens(keys: try SigningKeys(current: SigningKey(id: "a", secret: Array(2...33))))
        let keys = try SigningKeys(current: SigningKey(id: "a", secret: Array(1...32)))
        var claims = TokenClaims(issuedAt: now, expiresAt: now + 900)
        claims.set("iss", "elsewhere")
        claims.set("aud", "api")
        for name: StaticString in ["sub", "sid", "scp"] { claims.set(name, 1) }
        let bad = [
            token(audience: .page), token(audience: .form), keys.sign(claims),
            foreign.sign(principal, now: now, expiresAt: now + 900), token(from: 60, until: 900),
            token(until: 0),
            token(until: -1),
        ]
        for token in bad { #expect(authenticator.principal(bearing: token) == nil) }
        #expect(authenticator.principal(ofCookie: token(audience: .page)) == principal)
        #expect(authenticator.principal(ofCookie: token()) == nil)
    }

    @Test func `a token bent in any way is refused`() throws {
        let good = token()
        let parts = good.split(separator: ".").map(String.init)
        let payload = String(decoding: try #require(Base64URL.decode(parts[1])), as: UTF8.self)
        let richer = Base64URL.encode([UInt8](payload.replacing("\"sub\":42", with: "\"sub\":43").utf8))
        let none = Base64URL.encode([UInt8](#"{"alg":"none","typ":"JWT"}"#.utf8))
        let rsa = Base64URL.encode([UInt8](#"{"alg":"RS256","kid":"a","typ":"JWT"}"#.utf8))
        let injected = Base64URL.encode([UInt8](#"{"alg":"HS256","kid":"../../dev/null","typ":"JWT"}"#.utf8))
        let bent = [
            "\(none).\(parts[1]).", "\(none).\(parts[1]).\(parts[2])", "\(rsa).\(parts[1]).\(parts[2])",
            "\(injected).\(parts[1]).\(parts[2])", "\(parts[0]).\(richer).\(parts[2])",
            "\(parts[0]).\(parts[1])",
            "\(parts[0]).\(parts[1]).", String(good.dropLast()), good + "A", good + ".", " " + good, "..", "",
            String(repeating: "A", count: 9000), good + String(repeating: "A", count: 9000),
        ]
        for token in bent { #expect(authenticator.principal(bearing: token) == nil, "\(token.prefix(80))") }
        #expect(authenticator.principal(bearing: good) == principal)
    }

    @Test func `the memory of tokens has its limit and forgets those that expire first`() {
        var cache = TokenCache()
        var remembered = 0
        let texts = (0..<3 * TokenCache.capacity).map { _ in SecureRandom.token() }
        for (index, text) in texts.enumerated() {
            var text = text
            let verified = VerifiedToken(principal: principal, expiresAt: now + Int64(index))
            text.withUTF8 { cache.insert(UnsafeRawBufferPointer($0), verified) }
        }
        for text in texts {
            var text = text
            if text.withUTF8({ cache.find(UnsafeRawBufferPointer($0)) }) != nil { remembered += 1 }
        }
        #expect(remembered <= TokenCache.capacity)
        #expect(remembered > TokenCache.capacity * 9 / 10)
        var last = texts[texts.count - 1]
        #expect(last.withUTF8 { cache.find(UnsafeRawBufferPointer($0)) } != nil)
    }
}
