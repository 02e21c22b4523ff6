/// One `sleep`: a continuation that the timer resumes, or cancellation, whichever comes first.
final class Sleeper {
    private var waiting: (continuation: UnsafeContinuation<Void, any Error>, timer: Timer, loop: EventLoop)?
    private var cancelled = false

    func begin(
        _ continuation: UnsafeContinuation<Void, any Error>, on loop: EventLoop, for duration: Duration
    ) {
        if cancelled {
            continuation.resume(throwing: CancellationError())
            return
        }
        let timer = loop.schedule(after: duration) { self.waiting.take()?.continuation.resume() }
        waiting = (continuation, timer, loop)
    }

    func cancel() {
        cancelled = true
        guard let (continuation, timer, loop) = waiting.take() else { return }
        loop.cancel(timer)
        continuation.resume(throwing: CancellationError())
    }
}
