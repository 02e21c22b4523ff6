import EventLoop
import Glibc
import Testing

@Suite struct TCPStreamTests {
    @Test(arguments: [false, true])
    func `bytes come back in order whatever the kernel takes at a time`(inTwoRuns: Bool) async throws {
        let loop = try EventLoop.start(name: "test")
        let lane = Lane(name: "client", threads: 1, queueLimit: 4)
        defer { loop.stop(); loop.join(); lane.stop() }
        let port = try await loop.run { try Echo.listen(on: loop, inTwoRuns: inTwoRuns) }
        let sent = (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        let received = try await lane.run { BlockingClient(port: port).exchange(sent) }
        #expect(received == sent)
    }

    @Test func `a paused stream delivers nothing until it is resumed`() async throws {
        let loop = try EventLoop.start(name: "test")
        let lane = Lane(name: "client", threads: 1, queueLimit: 4)
        defer { loop.stop(); loop.join(); lane.stop() }
        let port = try await loop.run { try Echo.listen(on: loop, pausedFor: .milliseconds(50)) }
        let received = try await lane.run { BlockingClient(port: port).exchange(Array("late".utf8)) }
        #expect(received == Array("late".utf8))
    }

    @Test func `a peer that is gone ends its stream and nothing else`() async throws {
        let loop = try EventLoop.start(name: "test")
        let lane = Lane(name: "client", threads: 1, queueLimit: 4)
        defer { loop.stop(); loop.join(); lane.stop() }
        let port = try await loop.run { try Echo.listen(on: loop, pausedFor: .milliseconds(50)) }
        for _ in 0..<20 { try await lane.run { BlockingClient(port: port).abandon(Array("unread".utf8)) } }
        try await loop.run { try await loop.sleep(for: .milliseconds(100)) }
        let received = try await lane.run { BlockingClient(port: port).exchange(Array("alive".utf8)) }
        #expect(received == Array("alive".utf8))
    }

    @Test func `two listeners share a port`() async throws {
        let loops = [try EventLoop.start(name: "one"), try EventLoop.start(name: "two")]
        defer { for loop in loops { loop.stop(); loop.join() } }
        let port = try await loops[0].run { try Echo.listen(on: loops[0]) }
        let second = try await loops[1].run { try Echo.listen(on: loops[1], port: port) }
        #expect(second == port)
    }

    @Test func `a port on which somebody listens is not free`() async throws {
        let loop = try EventLoop.start(name: "test")
        let port = try await loop.run { try Echo.listen(on: loop) }
        #expect(throws: LoopError.self) { try TCPListener.checkIsFree(host: "127.0.0.1", port: port) }
        loop.stop()
        loop.join()
        #expect(throws: Never.self) { try TCPListener.checkIsFree(host: "127.0.0.1", port: port) }
    }

    @Test func `an address that is not numeric is refused`() async throws {
        let loop = try EventLoop.start(name: "test")
        defer { loop.stop(); loop.join() }
        await #expect(throws: LoopError.self) {
            try await loop.run { _ = try TCPListener(loop: loop, host: "nowhere", port: 0) { $0.close() } }
        }
    }
}

@Suite struct LaneTests {
    @Test func `work runs on other threads and its value comes back to the loop`() async throws {
        let loop = try EventLoop.start(name: "test")
        let lane = Lane(name: "lane", threads: 2, queueLimit: 100)
        defer { loop.stop(); loop.join(); lane.stop() }
        let (elsewhere, back) = try await loop.run {
            let elsewhere = try await lane.run { EventLoop.current == nil }
            return (elsewhere, loop.isCurrent)
        }
        #expect(elsewhere)
        #expect(back)
    }

    @Test func `a full lane refuses at once and finishes what it took`() async throws {
        let lane = Lane(name: "lane", threads: 1, queueLimit: 1)
        let gate = try Gate()
        async let blocked = lane.run { gate.wait() }
        gate.waitUntilEntered()
        async let queued = lane.run { 7 }
        while lane.waitingCount == 0 { await Task.yield() }
        await #expect(throws: LaneError.full) { try await lane.run { 8 } }
        gate.open()
        try await blocked
        #expect(try await queued == 7)
        lane.stop()
        await #expect(throws: LaneError.stopped) { try await lane.run { 9 } }
    }
}

/// Sends back what it gets.
private final class Echo: TCPStreamDelegate {
    private let inTwoRuns: Bool

    private init(inTwoRuns: Bool) { self.inTwoRuns = inTwoRuns }

    static func listen(
        on loop: EventLoop, port: UInt16 = 0, pausedFor pause: Duration? = nil, inTwoRuns: Bool = false
    ) throws -> UInt16 {
        let echo = Echo(inTwoRuns: inTwoRuns)
        let listener = try TCPListener(loop: loop, host: "127.0.0.1", port: port) { stream in
            stream.delegate = echo
            guard let pause else { return stream.resumeReading() }
            loop.schedule(after: pause) { stream.resumeReading() }
        }
        return listener.port
    }

    func received(_ bytes: UnsafeRawBufferPointer, on stream: TCPStream) {
        if inTwoRuns {
            let head = bytes.prefix(bytes.count / 3)
            stream.write(Array(head), Array(bytes.dropFirst(head.count)))
        } else {
            stream.write(bytes)
        }
        if stream.queuedByteCount > 0 { stream.pauseReading() }
    }

    func receivedEnd(on stream: TCPStream) { stream.closeAfterDraining() }
    func drained(_ stream: TCPStream) { stream.resumeReading() }
    func closed(_ stream: TCPStream, error: LoopError?) {}
}

/// A client that blocks its thread: writes everything, half closes, reads to the end.
private struct BlockingClient {
    private let descriptor: Int32

    init(port: UInt16) {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        _ = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
    }

    /// Sends, and resets the connection at once.
    func abandon(_ bytes: [UInt8]) {
        _ = bytes.withUnsafeBytes { send(descriptor, $0.baseAddress, $0.count, 0) }
        var option = linger(l_onoff: 1, l_linger: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &option, socklen_t(MemoryLayout<linger>.size))
        close(descriptor)
    }

    func exchange(_ bytes: [UInt8]) -> [UInt8] {
        defer { close(descriptor) }
        var received: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65536)
        var offset = 0
        while offset < bytes.count {
            let sent = bytes[offset...].withUnsafeBytes {
                send(descriptor, $0.baseAddress, min($0.count, 100_000), 0)
            }
            guard sent > 0 else { return received }
            offset += sent
            while case let count = recv(descriptor, &buffer, buffer.count, Int32(MSG_DONTWAIT)), count > 0 {
                received += buffer[..<count]
            }
        }
        shutdown(descriptor, Int32(SHUT_WR))
        while case let count = recv(descriptor, &buffer, buffer.count, 0), count > 0 {
            received += buffer[..<count]
        }
        return received
    }
}

/// Holds a thread until it is opened.
private struct Gate: Sendable {
    private let entry: [Int32]
    private let exit: [Int32]

    init() throws {
        var descriptors: [Int32] = [0, 0]
        try #require(pipe(&descriptors) == 0)
        entry = descriptors
        var more: [Int32] = [0, 0]
        try #require(pipe(&more) == 0)
        exit = more
    }

    func wait() {
        var byte: UInt8 = 1
        _ = write(entry[1], &byte, 1)
        _ = read(exit[0], &byte, 1)
    }

    func waitUntilEntered() {
        var byte: UInt8 = 0
        _ = read(entry[0], &byte, 1)
    }

    func open() {
        var byte: UInt8 = 1
        _ = write(exit[1], &byte, 1)
    }
}
