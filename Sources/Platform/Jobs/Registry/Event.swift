/// Something that happened, told to whoever subscribed to its kind. Carries keys, not state: subscribers read
/// the truth again. Its JSON form has at most `JobLimits.keyBytes`.
package protocol Event: Codable {
    /// The name of the kind, `activity.published`.
    static var kind: String { get }
}

/// Something to be done, asked for directly. Carries keys, not state.
package protocol Job: Codable {
    /// The name of its handler, `activities.decode`.
    static var kind: String { get }
}

/// Who is waiting for a job.
package enum JobPriority: Int16, Sendable {
    /// A person is looking at a screen.
    case interactive = 0
    /// As usual.
    case normal = 1
    /// Whenever there is time.
    case bulk = 2
}

/// The maxima of the queue.
package enum JobLimits {
    /// A key in JSON.
    package static let keyBytes = 1024
    /// A job is begun this often before it becomes a dead letter.
    package static let attempts = 15
    /// The longest wait before an attempt.
    package static let longestBackOff = Duration.seconds(3600)
    /// What is kept of an error's description, in characters.
    package static let errorCharacters = 500
    /// Events are kept this long.
    package static let eventRetention = Duration.seconds(30 * 86_400)
}

/// Why a job could not be asked for, or was not finished.
package enum JobError: Error, Equatable, CustomStringConvertible {
    /// The key has too many bytes.
    case keyTooLarge(kind: String)
    /// The worker was taken for dead, and the job was given to another one: the transaction must not commit.
    case claimLost
    /// Running it again will not help: it becomes a dead letter at once.
    case permanent(String)

    package var description: String {
        switch self {
        case .keyTooLarge(let kind): "the key of a \(kind) is larger than \(JobLimits.keyBytes) bytes"
        case .claimLost: "the job was given to another worker"
        case .permanent(let reason): reason
        }
    }
}
