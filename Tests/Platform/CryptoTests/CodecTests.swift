import Testing

@testable import Crypto

/// Vectors of RFC 4648, 10.
struct CodecTests {
    @Test(arguments: [
        ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
        ("foobar", "Zm9vYmFy"),
    ])
    func `base 64 gives the RFC's texts, with and without padding`(plain: String, encoded: String) {
        let bytes = [UInt8](plain.utf8)
        let unpadded = encoded.filter { $0 != "=" }
        #expect(Base64.encode(bytes) == encoded)
        #expect(Base64.decode(encoded) == bytes)
        #expect(Base64URL.encode(bytes) == unpadded)
        #expect(Base64URL.decode(unpadded) == bytes)
    }

    @Test func `the two alphabets differ in their last two characters`() {
        #expect(Base64.encode([0xfb, 0xff]) == "+/8=")
        #expect(Base64URL.encode([0xfb, 0xff]) == "-_8")
        #expect(Base64.decode("-_8=") == nil)
        #expect(Base64URL.decode("+/8") == nil)
    }

    @Test(arguments: [
        "A", "Zg", "Zg=", "Zh==", "Zm9=", "Zm9vA===", "Zm9v====", "Z=m8", "Zm 8", "Zm8=\n", "Zmé=",
    ])
    func `base 64 refuses wrong padding, foreign characters and unused bits`(text: String) {
        #expect(Base64.decode(text) == nil)
    }

    @Test(arguments: ["A", "Zh", "Zm9", "Zg==", "Zm8=", "Zm9vYg.", "Zm\u{0}8"])
    func `base 64 for URLs refuses padding, foreign characters and unused bits`(text: String) {
        #expect(Base64URL.decode(text) == nil)
    }

    @Test func `every byte survives every codec at every length`() {
        let all = [UInt8](0...255)
        for length in 0...all.count {
            let bytes = [UInt8](all.suffix(length))
            #expect(Base64.decode(Base64.encode(bytes)) == bytes)
            #expect(Base64URL.decode(Base64URL.encode(bytes)) == bytes)
            #expect(Hex.decode(Hex.encode(bytes)) == bytes)
        }
    }

    @Test func `hexadecimal digits are written small and read in either case`() {
        #expect(Hex.encode([0x00, 0xab, 0xff]) == "00abff")
        #expect(Hex.decode("00ABff") == [0x00, 0xab, 0xff])
        #expect(Hex.decode("0") == nil)
        #expect(Hex.decode("0g") == nil)
    }

    @Test func `random tokens are long enough and never the same`() {
        let tokens = (0..<1000).map { _ in SecureRandom.token() }
        #expect(Set(tokens).count == 1000)
        #expect(tokens.allSatisfy { $0.utf8.count == 43 })
        #expect(SecureRandom.bytes(count: 0).isEmpty)
        #expect(SecureRandom.bytes(count: 5).count == 5)
    }

    @Test func `a code for people has no letters that look like others`() {
        let code = SecureRandom.code(characterCount: 400)
        #expect(code.utf8.count == 400)
        #expect(code.allSatisfy { "0123456789ABCDEFGHJKMNPQRSTVWXYZ".contains($0) })
        #expect(Set(code).count > 20)
    }
}
