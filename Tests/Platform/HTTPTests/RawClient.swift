import EventLoop
import Glibc
import Synchronization

/// A blocking socket for tests: sends bytes exactly as given, and reads what comes.
final class RawClient: Sendable {
    private let descriptor: Int32
    private let received: Mutex<Received>

    struct Failure: Error {
        var text: String
    }

    init(port: UInt16, receiveBufferBytes: Int32? = nil) throws {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        self.descriptor = descriptor
        received = Mutex(Received(descriptor: descriptor))
        var timeout = timeval(tv_sec: 5, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &timeout, socklen_t(MemoryLayout<timeval>.size))
        var on: Int32 = 1
        setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &on, 4)
        if var bytes = receiveBufferBytes { setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &bytes, 4) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        let result = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard result == 0 else { throw Failure(text: "connect: \(errno)") }
    }

    deinit {
        close(descriptor)
    }

    func send(_ text: String) {
        send(Array(text.utf8))
    }

    /// Sends all; stops silently when the server has closed the connection.
    func send(_ bytes: [UInt8]) {
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return }
            sent += count
        }
    }

    func finishSending() {
        shutdown(descriptor, Int32(SHUT_WR))
    }

    /// Blocking calls have threads of their own: the tests' pool has few.
    private static let lane = Lane(name: "clients", threads: 16, queueLimit: 1000)

    func read(_ count: Int) async throws -> [UInt8] {
        try await RawClient.lane.run { try self.received.withLock { try $0.take(count) } }
    }

    func readToEnd() async throws -> [UInt8] {
        try await RawClient.lane.run { try self.received.withLock { try $0.takeAll() } }
    }

    /// Reads one answer by its framing.
    func readAnswer(toHead: Bool = false) async throws -> Answer {
        try await RawClient.lane.run { try self.received.withLock { try $0.takeAnswer(toHead: toHead) } }
    }

    /// True once the end of the stream was read.
    var isClosedByServer: Bool {
        received.withLock { $0.isEnded }
    }

    struct Answer {
        var status = 0
        var fields: [(name: String, value: String)] = []
        var body: [UInt8] = []

        subscript(name: String) -> String? {
            fields.first { $0.name.lowercased() == name.lowercased() }?.value
        }

        var text: String {
            String(decoding: body, as: UTF8.self)
        }
    }
}
