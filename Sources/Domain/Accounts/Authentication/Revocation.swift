package import FoundationEssentials
package import Kernel

/// That a session has ended while tokens of it are still good.
package struct Revocation: Equatable, Sendable {
    /// The session that ended.
    package var session: SessionID
    /// When its last token expires by itself.
    package var relevantUntil: Date
    /// By the database's clock.
    package var revokedAt: Date

    /// What is told through Redis: session and seconds since 1970.
    var message: String {
        "\(session) \(relevantUntilSeconds)"
    }

    /// Seconds since 1970, rounded up.
    var relevantUntilSeconds: Int64 {
        Int64(relevantUntil.timeIntervalSince1970.rounded(.up))
    }
}

/// What was told through Redis.
struct RevocationMessage: Equatable {
    var session: SessionID
    var relevantUntilSeconds: Int64

    /// Reads `session seconds`; nil for anything else.
    init?(_ text: String) {
        let parts = text.split(separator: " ")
        guard parts.count == 2, let session = Int64(parts[0]), let seconds = Int64(parts[1]) else {
            return nil
        }
        self.session = SessionID(session)
        relevantUntilSeconds = seconds
    }
}
