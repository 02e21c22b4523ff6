import Kernel

/// Which channels a loop hears: those of the athletes who have sockets there.
struct NotificationChannels {
    private let store: NotificationChannelStore
    private var counts = [Int](repeating: 0, count: NotificationLimits.shards)
    private var ends = [(() -> Void)?](repeating: nil, count: NotificationLimits.shards)

    /// Called when something may have been missed.
    var onActive: () -> Void = {}
    /// Called with what comes.
    var onSignal: (NotificationChannelStore.Signal) -> Void = { _ in }

    init(_ store: NotificationChannelStore) {
        self.store = store
    }

    /// Hears the athlete's channel from now on.
    mutating func add(_ athlete: AthleteID) {
        let shard = NotificationChannelStore.shard(of: athlete)
        counts[shard] += 1
        guard counts[shard] == 1 else { return }
        ends[shard] = store.subscribe(shard, onActive: onActive, onSignal: onSignal)
    }

    /// One socket of the athlete less; the last of a channel ends it.
    mutating func remove(_ athlete: AthleteID) {
        let shard = NotificationChannelStore.shard(of: athlete)
        counts[shard] -= 1
        guard counts[shard] == 0 else { return }
        ends[shard]?()
        ends[shard] = nil
    }

    /// Hears none any more.
    mutating func removeAll() {
        for end in ends { end?() }
        ends = [(() -> Void)?](repeating: nil, count: NotificationLimits.shards)
    }
}
