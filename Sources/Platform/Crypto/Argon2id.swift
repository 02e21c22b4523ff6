import CSodium

/// The blocking calls into libsodium, which clears the memory it hashed in.
enum Argon2id {
    /// libsodium wants to be told once, before its first use; false if it has no source of randomness.
    private static let isReady = sodium_init() >= 0

    static func hash(_ password: String, cost: PasswordCost) throws(PasswordError) -> String {
        guard isReady else { throw .outOfMemory }
        var output = [CChar](repeating: 0, count: Int(crypto_pwhash_STRBYTES))
        let status = crypto_pwhash_str_alg(
            &output, password, UInt64(password.utf8.count), UInt64(cost.passes), cost.memoryKibibytes * 1024,
            crypto_pwhash_ALG_ARGON2ID13)
        guard status == 0 else { throw .outOfMemory }
        return String(decoding: output.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    static func verify(_ password: String, against hash: String) -> Bool {
        guard isReady, hash.utf8.count < Int(crypto_pwhash_STRBYTES) else { return false }
        return crypto_pwhash_str_verify(hash, password, UInt64(password.utf8.count)) == 0
    }
}
