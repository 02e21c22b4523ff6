import EventLoop
import FoundationEssentials
import Kernel

/// Says again and again that an attempt is alive.
final class Renewal {
    private let platform: Platform
    private let store: IdempotencyStore
    private let place: IdempotencyStore.Place
    private let attempt: Int64
    private var timer: Timer?
    private var isCancelled = false

    init(platform: Platform, store: IdempotencyStore, place: IdempotencyStore.Place, attempt: Int64) {
        self.platform = platform
        self.store = store
        self.place = place
        self.attempt = attempt
    }

    /// Sets the next reminder.
    func schedule() {
        guard !isCancelled else { return }
        timer = platform.loop.schedule(after: .seconds(IdempotencyService.leaseSeconds / 3)) { [self] in
            platform.loop.spawn { [self] in await renew() }
        }
    }

    private func renew() async {
        guard !isCancelled else { return }
        let until = platform.clock.now.addingTimeInterval(IdempotencyService.leaseSeconds)
        // Should that fail, there are two more tries before the lease runs out.
        try? await store.renew(place, attempt: attempt, leasedUntil: until)
        schedule()
    }

    /// Ends it.
    func cancel() {
        isCancelled = true
        if let timer { platform.loop.cancel(timer) }
        timer = nil
    }
}
