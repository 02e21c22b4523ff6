import EventLoop
import Glibc
import Telemetry

/// Keeps one connection to a server, for as long as it is wanted: connects, authenticates, and after a loss
/// connects again with growing, jittered waits.
final class RedisLink {
    let loop: EventLoop
    let url: RedisURL
    let configuration: RedisConfiguration
    let metrics: RedisMetrics
    /// A connection is ready for commands; `true` after a loss.
    var onReady: ((RedisConnection, _ isReconnect: Bool) -> Void)?
    /// The ready connection is gone.
    var onLost: (() -> Void)?
    /// The ready connection, nil when there is none.
    private(set) var ready: RedisConnection?

    private let log: Log
    private var attempt: RedisConnection?
    private var timer: Timer?
    private var failureCount = 0
    private var hasBeenReady = false
    private var isClosed = false

    /// Names are resolved here, because `getaddrinfo` blocks.
    private static let resolver = Lane(name: "redis-dns", threads: 1, queueLimit: 64)

    init(loop: EventLoop, url: RedisURL, configuration: RedisConfiguration, log: Log, metrics: RedisMetrics) {
        self.loop = loop
        self.url = url
        self.configuration = configuration
        self.log = log.with(["redis": .string(url.description)])
        self.metrics = metrics
    }

    /// Starts to connect.
    func open() {
        guard case .tcp(let host, let port) = url.endpoint, !isAddress(host) else {
            return connect(url.endpoint)
        }
        loop.spawn { [self] in
            let addresses = (try? await Self.resolver.run { resolve(host) }) ?? []
            if isClosed { return }
            if addresses.isEmpty { return failed(.interrupted("\(host) has no address")) }
            // After a failure the next one has its turn.
            connect(.tcp(host: addresses[failureCount % addresses.count], port: port))
        }
    }

    /// Closes for good.
    func close() {
        isClosed = true
        cancelTimer()
        let (closing, attempted) = (ready.take(), attempt.take())
        if closing != nil { metrics.connections.add(-1) }
        closing?.onClosed = nil
        attempted?.onClosed = nil
        closing?.close(.unavailable)
        attempted?.close(.unavailable)
        onReady = nil
        onLost = nil
    }

    /// Drops the connection, as if the server had.
    func drop(_ reason: String) { ready?.close(.interrupted(reason)) }

    private func connect(_ endpoint: RedisURL.Endpoint) {
        do {
            let connection = try RedisConnection(
                loop: loop, endpoint: endpoint, configuration: configuration, metrics: metrics)
            attempt = connection
            connection.onConnected = { [unowned self, unowned connection] in shakeHands(connection) }
            connection.onClosed = { [weak self] error in self?.failed(error) }
            timer = loop.schedule(after: configuration.connectTimeout) { [weak connection] in
                connection?.close(.interrupted("connecting took too long"))
            }
        } catch {
            failed(error)
        }
    }

    private func shakeHands(_ connection: RedisConnection) {
        var steps: [[any RedisArgument]] = []
        if let password = url.password {
            steps.append(["AUTH"] + (url.user.map { [$0] } ?? []) + [password.revealed])
        }
        if url.database != 0 { steps.append(["SELECT", url.database]) }
        steps.append(["CLIENT", "SETNAME", "slipstream"])
        // While the server loads its data it answers LOADING: then it is not ready yet.
        steps.append(["PING"])
        var missingCount = steps.count
        for step in steps {
            connection.write { $0.append(command: step) }
            connection.expect(
                .handshake { [weak self, unowned connection] result in
                    missingCount -= 1
                    if case .failure(let error) = result { return connection.close(error) }
                    if missingCount == 0 { self?.succeeded(connection) }
                })
        }
    }

    private func succeeded(_ connection: RedisConnection) {
        cancelTimer()
        attempt = nil
        ready = connection
        failureCount = 0
        metrics.connections.add(1)
        if hasBeenReady { metrics.reconnects.add() }
        log.info(hasBeenReady ? "redis.reconnected" : "redis.connected")
        let isReconnect = hasBeenReady
        hasBeenReady = true
        onReady?(connection, isReconnect)
    }

    private func failed(_ error: RedisError) {
        cancelTimer()
        attempt = nil
        if ready.take() != nil {
            metrics.connections.add(-1)
            onLost?()
        }
        guard !isClosed else { return }
        // Once a loss, not once an attempt.
        if failureCount == 0 { log.warning("redis.unavailable", ["error": .error(error)]) }
        failureCount += 1
        timer = loop.schedule(after: backoff()) { [weak self] in
            self?.timer = nil
            self?.open()
        }
    }

    /// Doubling waits, each drawn from its upper half, so that the loops and servers do not come back in
    /// step.
    private func backoff() -> Duration {
        let longest = min(
            configuration.shortestBackoff * (1 << min(failureCount - 1, 16)), configuration.longestBackoff)
        return longest * Double.random(in: 0.5...1)
    }

    private func cancelTimer() {
        if let timer = timer.take() { loop.cancel(timer) }
    }
}

private func isAddress(_ host: String) -> Bool {
    var storage = in6_addr()
    return inet_pton(AF_INET, host, &storage) == 1 || inet_pton(AF_INET6, host, &storage) == 1
}

/// The addresses of a host as text, IPv4 first as hiredis has it; blocks.
private func resolve(_ host: String) -> [String] {
    var hints = addrinfo()
    hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    var list: UnsafeMutablePointer<addrinfo>?
    guard getaddrinfo(host, nil, &hints, &list) == 0 else { return [] }
    defer { freeaddrinfo(list) }
    var addresses: [(family: Int32, text: String)] = []
    var next = list
    while let entry = next?.pointee {
        next = entry.ai_next
        var text = [CChar](repeating: 0, count: Int(NI_MAXHOST))
        let length = socklen_t(text.count)
        guard getnameinfo(entry.ai_addr, entry.ai_addrlen, &text, length, nil, 0, NI_NUMERICHOST) == 0 else {
            continue
        }
        let bytes = text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:))
        addresses.append((entry.ai_family, String(decoding: bytes, as: UTF8.self)))
    }
    return addresses.sorted { $0.family == AF_INET && $1.family != AF_INET }.map(\.text)
}
