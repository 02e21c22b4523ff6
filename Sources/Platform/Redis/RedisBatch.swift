/// Commands that go out together; each has its own reply, in order.
package struct RedisBatch {
    /// Commands in one batch at most.
    package static let commandLimit = 20_000

    var encoder = RedisEncoder()

    /// Commands so far.
    package var count: Int { encoder.commandCount }

    /// Adds a command: its name, then its arguments.
    package mutating func append(_ words: any RedisArgument...) { encoder.append(command: words) }

    /// Adds a command: its name, then its arguments.
    package mutating func append(_ words: [any RedisArgument]) { encoder.append(command: words) }
}

/// Collects the replies of a batch and resumes its task with the last one.
final class RedisBatchReplies {
    private var missingCount: Int
    private var replies: [RedisResult] = []
    private let continuation: UnsafeContinuation<[RedisResult], Never>

    init(count: Int, _ continuation: UnsafeContinuation<[RedisResult], Never>) {
        missingCount = count
        self.continuation = continuation
        replies.reserveCapacity(count)
    }

    func append(_ result: RedisResult) {
        replies.append(result)
        missingCount -= 1
        if missingCount == 0 { continuation.resume(returning: replies) }
    }
}
