import EventLoop
import Jobs
import Redis
import Telemetry

/// Carries the doorbell's rings between processes, through Redis; while Redis is away, workers notice new
/// jobs
/// at their next poll.
final class RedisBell {
    /// Rings in this process and in all others.
    let doorbell: Doorbell

    private static let channel = "jobs:bell"
    private let client: RedisClient
    private let bus: RedisSubscriber

    init(on loop: EventLoop, url: RedisURL, log: Log) {
        client = RedisClient(loop: loop, url: url, log: log)
        bus = RedisSubscriber(loop: loop, url: url, log: log)
        let sender = LoopBound(client, on: loop)
        doorbell = Doorbell {
            sender.loop.execute { sender.value.post("PUBLISH", Self.channel, "") }
        }
        _ = bus.subscribe(Self.channel) { [doorbell] _ in doorbell.ringHere() }
    }

    func close() {
        bus.close()
        client.close()
    }
}
