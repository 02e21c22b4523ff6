import Kernel

/// What a client names an attempt with, so that repeating it is harmless.
struct IdempotencyKey: Equatable, Sendable {
    /// Bytes of a key.
    static let maximumBytes = 255

    /// As it was sent.
    let text: String

    /// Checks a key; throws 400 for one that is empty, too long, or not plain ASCII.
    init(_ text: String) throws(Fault) {
        guard (1...IdempotencyKey.maximumBytes).contains(text.utf8.count),
            text.utf8.allSatisfy({ (0x20...0x7e).contains($0) })
        else { throw .invalid("Request", "Idempotency-Key") }
        self.text = text
    }
}
