package import EventLoop

/// Hashes and checks passwords with Argon2id (RFC 9106).
///
/// One hash costs tens of milliseconds and of MiB, so it is done on a lane.
package struct PasswordHasher: Sendable {
    /// Longer passwords are refused, so that nobody can make the server hash megabytes.
    package static let maximumPasswordByteCount = 1024

    private let cost: PasswordCost
    private let lane: Lane

    /// The lane's queue bounds how many hashes wait.
    package init(cost: PasswordCost = .standard, lane: Lane) {
        self.cost = cost
        self.lane = lane
    }

    /// The hash to store: Argon2's text form with its parameters and a fresh salt.
    ///
    /// Throws `PasswordError`, or `LaneError.full` when too many hashes are waiting.
    package func hash(_ password: String) async throws -> String {
        let cost = cost
        guard password.utf8.count <= Self.maximumPasswordByteCount else { throw PasswordError.tooLong }
        return try await lane.run { try Argon2id.hash(password, cost: cost) }
    }

    /// Whether the password is the one that was hashed.
    ///
    /// For an account that does not exist pass nil: it costs as much and never matches, so that the time of
    /// an answer does not tell who has an account. Throws `LaneError.full` when too many hashes are waiting.
    package func verify(_ password: String, against hash: String?) async throws -> PasswordVerdict {
        let cost = cost
        guard password.utf8.count <= Self.maximumPasswordByteCount else { return .mismatch }
        return try await lane.run {
            guard let hash else {
                _ = try Argon2id.hash(password, cost: cost)
                return .mismatch
            }
            guard Argon2id.verify(password, against: hash) else { return .mismatch }
            return .match(needsRehash: PasswordCost(ofHash: hash).map { !$0.isAtLeast(cost) } ?? true)
        }
    }
}

/// What checking a password found.
package enum PasswordVerdict: Sendable, Equatable {
    /// The password is right; when the hash was made with less than today's cost, store a new one.
    case match(needsRehash: Bool)
    case mismatch
}

/// Why a password was not hashed.
package enum PasswordError: Error, Equatable {
    case tooLong
    /// The memory that the hash asks for could not be had.
    case outOfMemory
}
