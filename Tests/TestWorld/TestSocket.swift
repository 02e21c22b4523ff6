import Foundation
import Synchronization

/// A WebSocket client for tests: text messages of up to 64 KiB, unmasked in, masked out.
package final class TestSocket: Sendable {
    /// How the server ended it.
    package struct Closed: Error, Equatable {
        /// The code of the closing frame; 1006 without one.
        package let code: Int

        /// Makes the error.
        package init(code: Int) {
            self.code = code
        }
    }

    private let descriptor: Int32
    private let received = Mutex<[UInt8]>([])
    private let isOpen = Mutex(true)

    private init(descriptor: Int32) {
        self.descriptor = descriptor
    }

    deinit {
        close()
    }

    /// Connects; throws the status when the server doesn't switch protocols.
    package static func connect(
        port: UInt16, _ path: String, token: String? = nil
    ) async throws -> TestSocket {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        let connected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Foundation.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard connected == 0 else { throw POSIXError(.ECONNREFUSED) }
        _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
        let client = TestSocket(descriptor: descriptor)
        var head = "GET \(path) HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        head += "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
        if let token { head += "Authorization: Bearer \(token)\r\n" }
        client.write(Array((head + "\r\n").utf8))
        let answer = try await eventually { client.takeHead() }
        guard answer.hasPrefix("HTTP/1.1 101") else {
            throw Refused(status: Int(answer.split(separator: " ")[1]) ?? 0)
        }
        return client
    }

    /// The server didn't switch protocols.
    package struct Refused: Error, Equatable {
        /// Its answer's status.
        package let status: Int

        /// Makes the error.
        package init(status: Int) {
            self.status = status
        }
    }

    /// Sends a text message.
    package func send(_ text: String) {
        let payload = Array(text.utf8)
        var frame: [UInt8] = [0x81]
        if payload.count < 126 {
            frame.append(0x80 | UInt8(payload.count))
        } else {
            frame += [0x80 | 126, UInt8(payload.count >> 8), UInt8(payload.count & 0xff)]
        }
        write(frame + [0, 0, 0, 0] + payload)
    }

    /// The next message as JSON; throws `Closed` when the server ended it.
    package func next(within limit: Duration = .seconds(10)) async throws -> JSONValue {
        try await eventually(within: limit) { try takeMessage() }
    }

    /// The next message of a type; what comes before is dropped.
    package func next(_ type: String, within limit: Duration = .seconds(10)) async throws -> JSONValue {
        try await eventually(within: limit) {
            while let message = try takeMessage() {
                if message["type"].string == type { return message }
            }
            return nil
        }
    }

    /// Ends the connection without a word.
    package func close() {
        isOpen.withLock { isOpen in
            if isOpen { Foundation.close(descriptor) }
            isOpen = false
        }
    }

    // MARK: bytes

    private func write(_ bytes: [UInt8]) {
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes {
                Foundation.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            if count > 0 { sent += count } else if errno != EAGAIN { return }
        }
    }

    /// Reads what is there; false at the end.
    private func fill(_ bytes: inout [UInt8]) -> Bool {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = recv(descriptor, &buffer, buffer.count, 0)
            if count == 0 { return false }
            if count < 0 { return errno == EAGAIN }
            bytes += buffer[..<count]
        }
    }

    private func takeHead() -> String? {
        received.withLock { bytes in
            _ = fill(&bytes)
            guard let end = String(decoding: bytes, as: UTF8.self).range(of: "\r\n\r\n") else { return nil }
            let text = String(decoding: bytes, as: UTF8.self)
            let head = String(text[..<end.lowerBound])
            bytes.removeFirst(head.utf8.count + 4)
            return head
        }
    }

    private func takeMessage() throws -> JSONValue? {
        try received.withLock { bytes in
            let isOpen = fill(&bytes)
            while let (opcode, payload) = TestSocket.takeFrame(&bytes) {
                switch opcode {
                case 1: return JSONValue(try? JSONSerialization.jsonObject(with: Data(payload)))
                case 8: throw Closed(code: payload.count < 2 ? 1005 : Int(payload[0]) << 8 | Int(payload[1]))
                default: continue
                }
            }
            guard isOpen else { throw Closed(code: 1006) }
            return nil
        }
    }

    private static func takeFrame(_ bytes: inout [UInt8]) -> (opcode: UInt8, payload: [UInt8])? {
        guard bytes.count >= 2 else { return nil }
        var (length, start) = (Int(bytes[1] & 0x7f), 2)
        if length == 126 {
            guard bytes.count >= 4 else { return nil }
            (length, start) = (Int(bytes[2]) << 8 | Int(bytes[3]), 4)
        } else if length == 127 {
            guard bytes.count >= 10 else { return nil }
            (length, start) = (bytes[2..<10].reduce(0) { $0 << 8 | Int($1) }, 10)
        }
        guard bytes.count >= start + length else { return nil }
        defer { bytes.removeFirst(start + length) }
        return (bytes[0] & 0x0f, Array(bytes[start..<start + length]))
    }
}
