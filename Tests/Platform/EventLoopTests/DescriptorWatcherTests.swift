import EventLoop
import Glibc
import Testing

@Suite struct DescriptorWatcherTests {
    /// A library that reads once each time it is told to, until the end or an error.
    private final class Reader {
        let descriptor: Int32
        var pieces: [String] = []
        var isAtEnd = false
        var whenAtEnd: UnsafeContinuation<Void, Never>?

        init(_ descriptor: Int32) {
            self.descriptor = descriptor
        }

        func readOnce() {
            var buffer = [UInt8](repeating: 0, count: 3)
            let count = recv(descriptor, &buffer, buffer.count, Int32(MSG_DONTWAIT))
            if count > 0 { return pieces.append(String(decoding: buffer[..<count], as: UTF8.self)) }
            guard count == 0 || errno != EAGAIN else { return }
            isAtEnd = true
            end()
        }

        /// Ends the wait, once.
        func end() {
            whenAtEnd.take()?.resume()
        }
    }

    /// Two sockets of which the second has sent its last words, has not read what it was sent, and is gone:
    /// the
    /// kernel calls that an error of the first one.
    private func abandonedSocket() -> Int32 {
        var pair: [Int32] = [0, 0]
        socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &pair)
        send(pair[0], "question", 8, 0)
        send(pair[1], "farewell", 8, 0)
        close(pair[1])
        return pair[0]
    }

    @Test func `what a peer has sent before it broke off is read, and then its end`() async throws {
        let loop = try EventLoop.start(name: "watch")
        defer {
            loop.stop()
            loop.join()
        }
        let descriptor = abandonedSocket()
        defer { close(descriptor) }
        let pieces = try await loop.run {
            let reader = Reader(descriptor)
            let watcher = try DescriptorWatcher(loop: loop, descriptor: descriptor) { _ in
                if !reader.isAtEnd { reader.readOnce() }
            }
            watcher.watch(.readable)
            let patience = loop.schedule(after: .seconds(5)) { reader.end() }
            await withUnsafeContinuation { reader.whenAtEnd = $0 }
            loop.cancel(patience)
            watcher.close()
            return reader.pieces + (reader.isAtEnd ? ["end"] : [])
        }
        #expect(pieces == ["far", "ewe", "ll", "end"])
    }
}
