package import EventLoop
package import Telemetry
import WebSocket

/// The bounds of one loop's WebSockets.
package struct WebSocketSettings: Sendable {
    /// Between two pings to a client.
    package var pingInterval: Duration = .seconds(50)
    /// A client from which nothing came for so long after a ping is gone.
    package var pongTime: Duration = .seconds(20)
    /// How long the closing handshake may take.
    package var closingTime: Duration = .seconds(5)
    /// Messages that wait for a slow client.
    package var queueMessages = 64
    /// Bytes that wait for a slow client; a single larger message may wait alone.
    package var queueBytes = 64 * 1024
    /// Sockets of one loop; more are answered 503.
    package var sockets = 500_000

    /// The working defaults.
    package init() {}

    func mayQueue(_ byteCount: Int, behind queued: Int, messages: Int) -> Bool {
        queued == 0 || (messages < queueMessages && queued + byteCount <= queueBytes)
    }
}

/// All WebSockets of a loop: pings them in turn, notices who is gone, closes them at the end.
///
/// There is one timer for all. The sockets lie in buckets, spread at random; each turn of the timer pings one
/// bucket, and looks whether another, pinged `pongTime` ago, has answered.
package final class WebSocketHub {
    /// The loop on which the sockets live.
    package let loop: EventLoop
    let settings: WebSocketSettings

    /// Where a socket lies in the buckets.
    struct Place {
        var bucket: UInt32
        var index: UInt32
    }

    static let bucketCount = 128
    /// So many sockets or less are closed without spreading them over time.
    static let closedAtOnce = 1000
    static let pingFrame = WebSocketFrame.ping

    private var buckets = [[WebSocketConnection]](repeating: [], count: WebSocketHub.bucketCount)
    private var turn = 0
    private var timer: Timer?
    private var isDraining = false
    private var spareActions: [WebSocketAction] = []
    private var emptyWaiter: UnsafeContinuation<Void, Never>?
    private let gauge: Gauge
    private let overflows: Counter
    private let losses: Counter

    /// The number of open sockets.
    package private(set) var count = 0

    /// To be made and used on the loop.
    package init(
        loop: EventLoop, settings: WebSocketSettings = WebSocketSettings(), metrics: Metrics = Metrics()
    ) {
        self.loop = loop
        self.settings = settings
        gauge = metrics.gauge("slipstream_websocket_connections", help: "Open WebSockets.")
        overflows = metrics.counter(
            "slipstream_websocket_overflows_total", help: "Messages dropped because the client was too slow.")
        losses = metrics.counter(
            "slipstream_websocket_losses_total", help: "WebSockets closed because no pong came.")
        scheduleTurn()
    }

    var hasRoom: Bool {
        !isDraining && count < settings.sockets
    }

    // MARK: sockets

    func add(_ socket: WebSocketConnection) {
        let bucket = Int.random(in: 0..<WebSocketHub.bucketCount)
        socket.place = Place(bucket: UInt32(bucket), index: UInt32(buckets[bucket].count))
        buckets[bucket].append(socket)
        count += 1
        gauge.add(1)
    }

    func remove(_ socket: WebSocketConnection) {
        let bucket = Int(socket.place.bucket)
        let index = Int(socket.place.index)
        guard index < buckets[bucket].count, buckets[bucket][index] === socket else { return }
        let last = buckets[bucket].removeLast()
        if last !== socket {
            buckets[bucket][index] = last
            last.place.index = UInt32(index)
        }
        count -= 1
        gauge.add(-1)
        if count == 0 { emptyWaiter.take()?.resume() }
    }

    func countOverflow() {
        overflows.add()
    }

    /// An array for the machine's actions, shared by all sockets.
    func takeActions() -> [WebSocketAction] {
        var actions: [WebSocketAction] = []
        swap(&actions, &spareActions)
        return actions
    }

    func giveBack(_ actions: inout [WebSocketAction]) {
        actions.removeAll(keepingCapacity: actions.count <= 64)
        swap(&actions, &spareActions)
    }

    // MARK: pings

    private func scheduleTurn() {
        let wait = settings.pingInterval / WebSocketHub.bucketCount
        timer = loop.schedule(after: wait) { [weak self] in self?.takeTurn() }
    }

    private func takeTurn() {
        let turns = WebSocketHub.bucketCount
        let pongTurns = min(
            turns - 1, Int((settings.pongTime / settings.pingInterval * Double(turns)).rounded(.up)))
        let due = (turn + turns - pongTurns) % turns
        for socket in buckets[due] where socket.awaitsPong {
            losses.add()
            socket.cutOff()
        }
        for socket in buckets[turn] { socket.ping() }
        turn = (turn + 1) % turns
        scheduleTurn()
    }

    // MARK: the end

    /// Closes all with 1001, spread over the time given, each with a hint when to come back, so that they
    /// don't all come at once; then cuts off who is left.
    package func drain(within limit: Duration) async {
        isDraining = true
        guard count > 0 else { return stop() }
        let hintSeconds = Double.random(in: 1...30)
        let pause = count > WebSocketHub.closedAtOnce ? limit / (2 * WebSocketHub.bucketCount) : .zero
        for bucket in buckets.indices {
            for socket in buckets[bucket] {
                let seconds = Int(hintSeconds + Double.random(in: 0...30))
                socket.close(.goingAway, reason: "retry after \(seconds) s")
            }
            if count > 0, pause > .zero { try? await loop.sleep(for: pause) }
        }
        let cutOff = loop.schedule(after: limit / 2) { [self] in
            for bucket in buckets { for socket in bucket { socket.cutOff() } }
        }
        if count > 0 { await withUnsafeContinuation { emptyWaiter = $0 } }
        loop.cancel(cutOff)
        stop()
    }

    private func stop() {
        if let timer = timer.take() { loop.cancel(timer) }
    }
}
