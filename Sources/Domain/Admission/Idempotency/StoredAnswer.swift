/// An answer that can be given again.
struct StoredAnswer: Equatable {
    /// A longer body isn't kept, and its request done again when it is repeated.
    static let maximumBodyBytes = 256 * 1024

    var status: Int16
    /// Header fields worth repeating, as lines `Name: value`.
    var headers: String
    var body: [UInt8]

    /// Whether an answer is final: a later attempt at the same would be answered alike. Not so where the
    /// server failed, or where the client was only told to come later.
    static func isFinal(status: UInt16) -> Bool {
        status < 500 && ![408, 425, 429].contains(status)
    }
}

/// What becomes of a request with a key.
enum IdempotencyOutcome: Equatable {
    /// Nobody has asked this before: to be done, by the attempt of this number.
    case fresh(attempt: Int64)
    /// It has been answered.
    case answered(StoredAnswer)
    /// Another attempt is at it.
    case inFlight
    /// The key was used for something else.
    case mismatch
}
