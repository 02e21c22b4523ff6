import Kernel
import Redis

/// What servers tell each other through Redis, so that it reaches the sockets of an athlete wherever they
/// are.
///
/// Redis forgets what nobody hears: what is in the athlete's sequence is found again by its number, and the
/// rest was only worth telling at once.
final class NotificationChannelStore {
    /// What comes over a channel.
    enum Signal: Equatable {
        /// A notification, rendered for the socket.
        case notification(athlete: AthleteID, epoch: Int64, seq: Int64, message: [UInt8])
        /// A message without a number, for whoever is there.
        case passing(athletes: [AthleteID], message: [UInt8])
    }

    private let redis: RedisClient
    private let bus: RedisSubscriber

    init(platform: Platform) {
        redis = platform.redis
        bus = platform.bus
    }

    /// Whether messages can come.
    var isAvailable: Bool { bus.isAvailable }

    /// The channel of an athlete. Ids end with a sequence that often is zero, so all bits are mixed in.
    static func shard(of athlete: AthleteID) -> Int {
        let mixed = UInt64(bitPattern: athlete.rawValue) &* 0x9E37_79B9_7F4A_7C15
        return Int(mixed >> 32) % NotificationLimits.shards
    }

    private static func channel(_ shard: Int) -> String {
        "notifications:\(shard)"
    }

    // MARK: telling

    /// Tells an athlete's sockets of a notification; it is forgotten while Redis is away.
    func publish(athlete: AthleteID, epoch: Int64, seq: Int64, message: [UInt8]) {
        let shard = NotificationChannelStore.shard(of: athlete)
        let payload = Array("n \(athlete) \(epoch) \(seq)\n".utf8) + message
        redis.post("PUBLISH", NotificationChannelStore.channel(shard), payload)
    }

    /// Tells the sockets of athletes something that has no number.
    func publish(to athletes: [AthleteID], message: [UInt8]) {
        var byShard: [Int: [AthleteID]] = [:]
        for athlete in athletes {
            byShard[NotificationChannelStore.shard(of: athlete), default: []].append(athlete)
        }
        for (shard, members) in byShard {
            let list = members.map(\.description).joined(separator: ",")
            let payload = Array("t \(list)\n".utf8) + message
            redis.post("PUBLISH", NotificationChannelStore.channel(shard), payload)
        }
    }

    // MARK: hearing

    /// Calls `onSignal` with what comes over a channel; `onActive` whenever something may have been missed
    /// before. Returns what ends it.
    func subscribe(
        _ shard: Int, onActive: @escaping () -> Void, onSignal: @escaping (Signal) -> Void
    ) -> () -> Void {
        let subscription = bus.subscribe(NotificationChannelStore.channel(shard), onActive: onActive) {
            payload in
            if let signal = NotificationChannelStore.parse(payload) { onSignal(signal) }
        }
        return { subscription.cancel() }
    }

    static func parse(_ payload: [UInt8]) -> Signal? {
        guard let end = payload.firstIndex(of: UInt8(ascii: "\n")) else { return nil }
        let words = String(decoding: payload[..<end], as: UTF8.self).split(separator: " ")
        let message = Array(payload[(end + 1)...])
        if words.count == 4, words[0] == "n", let athlete = Int64(words[1]), let epoch = Int64(words[2]),
            let seq = Int64(words[3])
        {
            return .notification(athlete: AthleteID(athlete), epoch: epoch, seq: seq, message: message)
        }
        guard words.count == 2, words[0] == "t" else { return nil }
        let athletes = words[1].split(separator: ",").compactMap { Int64($0) }.map { AthleteID($0) }
        return .passing(athletes: athletes, message: message)
    }
}
