/// What one password hash costs: Argon2id's memory and passes; there is always one lane of parallelism.
package struct PasswordCost: Sendable, Equatable {
    /// The memory that one hash fills, in KiB.
    package let memoryKibibytes: Int
    /// How often it goes over that memory.
    package let passes: Int

    /// OWASP's first choice for Argon2id: 19 MiB, 2 passes.
    package static let standard = PasswordCost(unchecked: 19 * 1024, passes: 2)
    /// The least that Argon2id accepts, for tests and demo worlds.
    package static let cheapest = PasswordCost(unchecked: 8, passes: 1)

    /// What may be configured.
    package static let memoryKibibytesRange = 8...1_048_576
    package static let passesRange = 1...64

    /// Nil when one of them is out of range.
    package init?(memoryKibibytes: Int, passes: Int) {
        guard Self.memoryKibibytesRange.contains(memoryKibibytes), Self.passesRange.contains(passes) else {
            return nil
        }
        self.init(unchecked: memoryKibibytes, passes: passes)
    }

    private init(unchecked memoryKibibytes: Int, passes: Int) {
        self.memoryKibibytes = memoryKibibytes
        self.passes = passes
    }

    /// Reads the cost from a stored hash, `$argon2id$v=19$m=…,t=…,p=…$salt$hash`; nil for any other form.
    init?(ofHash hash: String) {
        let parts = hash.split(separator: "$")
        guard parts.count == 5, parts[0] == "argon2id", parts[1] == "v=19" else { return nil }
        var memoryKibibytes: Int?
        var passes: Int?
        for setting in parts[2].split(separator: ",") {
            if setting.hasPrefix("m=") { memoryKibibytes = Int(setting.dropFirst(2)) }
            if setting.hasPrefix("t=") { passes = Int(setting.dropFirst(2)) }
        }
        guard let memoryKibibytes, let passes else { return nil }
        self.init(memoryKibibytes: memoryKibibytes, passes: passes)
    }

    func isAtLeast(_ other: PasswordCost) -> Bool {
        memoryKibibytes >= other.memoryKibibytes && passes >= other.passes
    }
}
