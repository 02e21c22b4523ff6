import Testing

@testable import Crypto

/// Vectors of FIPS 180-4 and RFC 4231.
struct DigestTests {
    @Test(arguments: [
        ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (
            "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
        ),
    ])
    func `SHA-256 gives the standard's digests`(message: String, digest: String) {
        #expect(SHA256.digest(of: message).hex == digest)
    }

    @Test func `a million letters hashed in uneven pieces give the standard's digest`() {
        var hash = SHA256()
        var remaining = 1_000_000
        var pieceLength = 1
        while remaining > 0 {
            let count = min(pieceLength, remaining)
            hash.update([UInt8](repeating: UInt8(ascii: "a"), count: count))
            remaining -= count
            pieceLength = pieceLength % 997 + 61
        }
        #expect(hash.finalized().hex == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
    }

    @Test func `a hash goes on after its digest was read`() {
        var hash = SHA256()
        hash.update([UInt8]("ab".utf8))
        #expect(hash.finalized() == SHA256.digest(of: "ab"))
        hash.update([UInt8]("c".utf8))
        #expect(hash.finalized() == SHA256.digest(of: "abc"))
    }

    @Test func `SHA-1 gives the standard's digest and the one of the WebSocket handshake`() {
        #expect(
            Hex.encode(SHA1.digest(of: [UInt8]("abc".utf8))) == "a9993e364706816aba3e25717850c26c9cd0d89d")
        let key = "dGhlIHNhbXBsZSBub25jZQ==" + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
        #expect(Base64.encode(SHA1.digest(of: [UInt8](key.utf8))) == "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=")
    }

    @Test func `a digest survives its bytes and refuses any other count`() {
        let digest = SHA256.digest(of: "abc")
        #expect(Digest(digest.bytes) == digest)
        #expect(Digest([UInt8](repeating: 0, count: 31)) == nil)
        #expect(Digest([UInt8](repeating: 0, count: 33)) == nil)
    }

    @Test func `digests that differ in one bit are not equal`() {
        let digest = SHA256.digest(of: "abc")
        for index in 0..<Digest.byteCount {
            var bytes = digest.bytes
            bytes[index] ^= 1
            #expect(Digest(bytes) != digest)
        }
    }

    @Test func `equal bytes are equal, others and prefixes are not`() {
        #expect(ConstantTime.equal([1, 2, 3], [1, 2, 3]))
        #expect(ConstantTime.equal([UInt8](), []))
        #expect(!ConstantTime.equal([1, 2, 3], [1, 2, 4]))
        #expect(!ConstantTime.equal([1, 2, 3], [1, 2]))
        #expect(ConstantTime.equal("secret", "secret"))
        #expect(!ConstantTime.equal("secret", "Secret"))
    }
}

/// Vectors of RFC 4231.
struct HMACSHA256Tests {
    struct Vector: Sendable {
        var key: [UInt8]
        var message: [UInt8]
        var code: String
    }

    static let vectors = [
        Vector(
            key: [UInt8](repeating: 0x0b, count: 20), message: [UInt8]("Hi There".utf8),
            code: "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"),
        Vector(
            key: [UInt8]("Jefe".utf8), message: [UInt8]("what do ya want for nothing?".utf8),
            code: "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"),
        Vector(
            key: [UInt8](repeating: 0xaa, count: 20), message: [UInt8](repeating: 0xdd, count: 50),
            code: "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"),
        Vector(
            key: [UInt8](1...25), message: [UInt8](repeating: 0xcd, count: 50),
            code: "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b"),
        Vector(
            key: [UInt8](repeating: 0xaa, count: 131),
            message: [UInt8]("Test Using Larger Than Block-Size Key - Hash Key First".utf8),
            code: "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"),
    ]

    @Test(arguments: vectors)
    func `HMAC-SHA256 gives the RFC's codes`(vector: Vector) {
        let authenticator = HMACSHA256(key: vector.key)
        #expect(authenticator.code(for: vector.message).hex == vector.code)
        #expect(authenticator.code(for: vector.message).hex == vector.code, "a key can be used again")
    }

    @Test func `the example of RFC 7515, A.1 gets its signature`() throws {
        let key = try #require(
            Base64URL.decode(
                "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow"))
        let signed =
            "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9."
            + "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ"
        let code = HMACSHA256(key: key).code(for: [UInt8](signed.utf8))
        #expect(Base64URL.encode(code.bytes) == "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")
    }
}
