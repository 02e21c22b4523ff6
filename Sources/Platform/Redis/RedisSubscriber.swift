package import EventLoop
package import Telemetry

/// Messages published to channels, over a connection of its own.
///
/// Redis forgets what it published while a subscriber was away. After each loss all subscriptions are made
/// again, and then `onActive` of each and the actions given to `onReconnected` are called: the moment to read
/// again what may have been missed.
package final class RedisSubscriber {
    /// Channels at most.
    package static let channelLimit = 65_536
    /// Heartbeats without an answer after which the connection is given up.
    package static let missedBeatsLimit = 2

    private struct Handler {
        let id: Int
        let onActive: (() -> Void)?
        let onMessage: ([UInt8]) -> Void
    }

    private struct Channel {
        var handlers: [Handler] = []
        /// The server has confirmed the subscription on this connection.
        var isActive = false
    }

    private let loop: EventLoop
    private let link: RedisLink
    private var channels: [String: Channel] = [:]
    private var reconnectActions: [() -> Void] = []
    private var lastID = 0
    private var heartbeat: Timer?
    private var missedBeats = 0
    /// Channels whose confirmation is missing before `onReconnected` may be called; nil when it need not be.
    private var awaited: Set<String>?

    /// Starts to connect, and connects again after each loss until `close`; on the loop only.
    package init(
        loop: EventLoop, url: RedisURL, configuration: RedisConfiguration = RedisConfiguration(),
        log: Log = .silent, metrics: RedisMetrics = RedisMetrics()
    ) {
        loop.preconditionOnLoop()
        self.loop = loop
        link = RedisLink(loop: loop, url: url, configuration: configuration, log: log, metrics: metrics)
        link.onReady = { [weak self] connection, isReconnect in self?.resubscribe(connection, isReconnect) }
        link.onLost = { [weak self] in self?.lost() }
        link.open()
    }

    /// Whether there is a connection.
    package var isAvailable: Bool { link.ready != nil }

    /// Calls `onMessage` with each message of a channel, on the loop, until the subscription is cancelled.
    ///
    /// `onActive` is called when the server has confirmed, and again after each reconnect: what was published
    /// before that moment has not been seen.
    package func subscribe(
        _ channel: String, onActive: (() -> Void)? = nil, onMessage: @escaping ([UInt8]) -> Void
    ) -> RedisSubscription {
        loop.preconditionOnLoop()
        lastID += 1
        let isNew = channels[channel] == nil
        precondition(!isNew || channels.count < Self.channelLimit, "too many Redis channels")
        channels[channel, default: Channel()].handlers.append(
            Handler(id: lastID, onActive: onActive, onMessage: onMessage))
        if isNew { send(["SUBSCRIBE", channel]) } else if channels[channel]?.isActive == true { onActive?() }
        return RedisSubscription(subscriber: self, channel: channel, id: lastID)
    }

    /// Adds an action that is called after each reconnect, when all subscriptions are active again.
    package func onReconnected(_ action: @escaping () -> Void) { reconnectActions.append(action) }

    /// Closes the connection for good and drops all handlers.
    package func close() {
        link.close()
        if let heartbeat { loop.cancel(heartbeat) }
        heartbeat = nil
        channels = [:]
        reconnectActions = []
    }

    fileprivate func cancel(_ channel: String, id: Int) {
        guard var entry = channels[channel] else { return }
        entry.handlers.removeAll { $0.id == id }
        if entry.handlers.isEmpty {
            channels[channel] = nil
            send(["UNSUBSCRIBE", channel])
            confirmed(channel)
        } else {
            channels[channel] = entry
        }
    }

    private func send(_ words: [any RedisArgument]) { link.ready?.write { $0.append(command: words) } }

    private func resubscribe(_ connection: RedisConnection, _ isReconnect: Bool) {
        connection.onPush = { [weak self] in self?.received($0) }
        missedBeats = 0
        scheduleHeartbeat()
        awaited = isReconnect ? Set(channels.keys) : nil
        for channel in channels.keys { send(["SUBSCRIBE", channel]) }
        if isReconnect, channels.isEmpty { confirmed("") }
    }

    private func lost() {
        awaited = nil
        for channel in channels.keys { channels[channel]?.isActive = false }
        if let heartbeat { loop.cancel(heartbeat) }
        heartbeat = nil
    }

    /// A push is `[kind, channel, payload]`; answers to PING are of no interest.
    private func received(_ push: RedisValue) {
        guard case .array(let parts) = push, parts.count == 3, let channel = parts[1].string else { return }
        switch parts[0].string {
        case "message":
            guard let payload = parts[2].bytes else { return }
            link.metrics.messages.add()
            for handler in channels[channel]?.handlers ?? [] { handler.onMessage(payload) }
        case "subscribe":
            channels[channel]?.isActive = true
            for handler in channels[channel]?.handlers ?? [] { handler.onActive?() }
            confirmed(channel)
        default: break
        }
    }

    private func confirmed(_ channel: String) {
        guard awaited != nil else { return }
        awaited?.remove(channel)
        guard awaited?.isEmpty == true else { return }
        awaited = nil
        for action in reconnectActions { action() }
    }

    /// A peer that vanished without a word is only found by asking.
    private func scheduleHeartbeat() {
        let interval = link.configuration.heartbeatInterval
        heartbeat = loop.schedule(after: interval) { [weak self] in
            guard let self, let connection = link.ready else { return }
            missedBeats = connection.takeHeard() ? 0 : missedBeats + 1
            if missedBeats > Self.missedBeatsLimit { return link.drop("no heartbeat") }
            send(["PING"])
            scheduleHeartbeat()
        }
    }
}

/// A subscription, to be cancelled; it lasts until then, whatever becomes of this value.
package struct RedisSubscription {
    private let subscriber: RedisSubscriber
    private let channel: String
    private let id: Int

    fileprivate init(subscriber: RedisSubscriber, channel: String, id: Int) {
        self.subscriber = subscriber
        self.channel = channel
        self.id = id
    }

    /// Ends the subscription; its handler is not called again.
    package func cancel() { subscriber.cancel(channel, id: id) }
}
