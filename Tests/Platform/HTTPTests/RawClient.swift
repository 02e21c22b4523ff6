import EventLoop
import Glibc

/// A blocking socket for tests: sends bytes exactly as given, and reads what comes.
final class RawClient: @unchecked Sendable {
    private let descriptor: Int32
    private var buffer: [UInt8] = []
    private(set) var isClosedByServer = false

    struct Failure: Error {
        var text: String
    }

    init(port: UInt16, receiveBufferBytes: Int32? = nil) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
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

    /// Reads more into the buffer; false at the end of the stream.
    private func fill() throws -> Bool {
        var chunk = [UInt8](repeating: 0, count: 64 * 1024)
        let count = recv(descriptor, &chunk, chunk.count, 0)
        if count < 0, errno == ECONNRESET { isClosedByServer = true }
        guard count >= 0 || isClosedByServer else { throw Failure(text: "nothing came: \(errno)") }
        guard count > 0 else {
            isClosedByServer = true
            return false
        }
        buffer.append(contentsOf: chunk[..<count])
        return true
    }

    /// Blocking calls have threads of their own: the tests' pool has few.
    private static let lane = Lane(name: "clients", threads: 16, queueLimit: 1000)

    func read(_ count: Int) async throws -> [UInt8] {
        try await RawClient.lane.run { try self.take(count) }
    }

    func readToEnd() async throws -> [UInt8] {
        try await RawClient.lane.run { try self.takeAll() }
    }

    /// Reads one answer by its framing.
    func readAnswer(toHead: Bool = false) async throws -> Answer {
        try await RawClient.lane.run { try self.takeAnswer(toHead: toHead) }
    }

    private func take(_ count: Int) throws -> [UInt8] {
        while buffer.count < count {
            guard try fill() else { throw Failure(text: "ended after \(buffer.count) bytes") }
        }
        let bytes = Array(buffer[..<count])
        buffer.removeFirst(count)
        return bytes
    }

    private func takeAll() throws -> [UInt8] {
        while try fill() {}
        defer { buffer = [] }
        return buffer
    }

    private func readLine() throws -> String {
        while true {
            if let end = buffer.firstIndex(of: 0x0a) {
                let line = String(decoding: buffer[..<end], as: UTF8.self)
                buffer.removeFirst(end + 1)
                guard line.hasSuffix("\r") else { throw Failure(text: "bare line feed") }
                return String(line.dropLast())
            }
            guard try fill() else { throw Failure(text: "ended in a line") }
        }
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

    private func takeAnswer(toHead: Bool) throws -> Answer {
        var answer = Answer()
        let statusLine = try readLine()
        guard statusLine.hasPrefix("HTTP/1.1 "), let status = Int(statusLine.dropFirst(9).prefix(3)) else {
            throw Failure(text: statusLine)
        }
        answer.status = status
        while case let line = try readLine(), !line.isEmpty {
            let parts = line.split(separator: ":", maxSplits: 1)
            guard parts.count == 2 else { throw Failure(text: line) }
            answer.fields.append((String(parts[0]), String(parts[1].drop { $0 == " " })))
        }
        if toHead || status < 200 || status == 204 || status == 304 { return answer }
        if answer["Transfer-Encoding"] == "chunked" {
            answer.body = try readChunks()
        } else if let length = answer["Content-Length"].flatMap({ Int($0) }) {
            answer.body = try take(length)
        } else {
            answer.body = try takeAll()
        }
        return answer
    }

    private func readChunks() throws -> [UInt8] {
        var body: [UInt8] = []
        while true {
            guard let size = Int(try readLine(), radix: 16) else { throw Failure(text: "chunk size") }
            body.append(contentsOf: try take(size))
            guard try readLine().isEmpty else { throw Failure(text: "chunk end") }
            if size == 0 { return body }
        }
    }
}
