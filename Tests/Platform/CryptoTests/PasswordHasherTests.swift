import EventLoop
import Testing

@testable import Crypto

struct PasswordHasherTests {
    static let lane = Lane(name: "passwords", threads: 1, queueLimit: 16)
    let hasher = PasswordHasher(cost: .cheapest, lane: lane)

    @Test func `a password verifies against its hash and others don't`() async throws {
        let hash = try await hasher.hash("correct horse")
        #expect(hash.hasPrefix("$argon2id$v=19$m=8,t=1,p=1$"))
        #expect(try await hasher.verify("correct horse", against: hash) == .match(needsRehash: false))
        #expect(try await hasher.verify("correct horsf", against: hash) == .mismatch)
        #expect(try await hasher.verify("", against: hash) == .mismatch)
    }

    @Test func `the same password never has the same hash`() async throws {
        #expect(try await hasher.hash("again") != hasher.hash("again"))
    }

    @Test func `passwords with zero bytes and other scripts count in full`() async throws {
        let hash = try await hasher.hash("pass\u{0}word ключ 🚴")
        #expect(try await hasher.verify("pass\u{0}word ключ 🚴", against: hash) == .match(needsRehash: false))
        #expect(try await hasher.verify("pass", against: hash) == .mismatch)
    }

    @Test func `a hash needs a new one when the cost has risen and not when it has fallen`() async throws {
        let higher = PasswordHasher(
            cost: try #require(PasswordCost(memoryKibibytes: 64, passes: 2)), lane: Self.lane)
        let cheap = try await hasher.hash("word")
        let dear = try await higher.hash("word")
        #expect(try await higher.verify("word", against: cheap) == .match(needsRehash: true))
        #expect(try await higher.verify("word", against: dear) == .match(needsRehash: false))
        #expect(try await hasher.verify("word", against: dear) == .match(needsRehash: false))
    }

    @Test func `an unknown account and a broken hash never match`() async throws {
        #expect(try await hasher.verify("word", against: nil) == .mismatch)
        for hash in ["", "$argon2id$", "plain", String(repeating: "$", count: 500)] {
            #expect(try await hasher.verify("word", against: hash) == .mismatch)
        }
    }

    @Test func `a password over the limit is refused`() async throws {
        let limit = PasswordHasher.maximumPasswordByteCount
        await #expect(throws: PasswordError.tooLong) {
            try await hasher.hash(String(repeating: "x", count: limit + 1))
        }
        let hash = try await hasher.hash(String(repeating: "x", count: limit))
        #expect(try await hasher.verify(String(repeating: "x", count: limit + 1), against: hash) == .mismatch)
    }

    @Test func `costs out of range are refused`() {
        #expect(PasswordCost(memoryKibibytes: 7, passes: 1) == nil)
        #expect(PasswordCost(memoryKibibytes: 8, passes: 0) == nil)
        #expect(PasswordCost(memoryKibibytes: 2_000_000, passes: 1) == nil)
        #expect(PasswordCost(ofHash: "$argon2id$v=19$m=19456,t=2,p=1$c2FsdA$aGFzaA") == .standard)
        #expect(PasswordCost(ofHash: "$argon2i$v=19$m=19456,t=2,p=1$c2FsdA$aGFzaA") == nil)
    }
}
