import Testing

@testable import Redis

@Suite struct RedisEncoderTests {
    @Test func `a command is an array of bulk strings`() {
        var encoder = RedisEncoder()
        encoder.append(command: ["SET", "schlüssel", [1, 2] as [UInt8], -120, 0, Int.min])
        let expected =
            "*6\r\n$3\r\nSET\r\n$10\r\nschlüssel\r\n$2\r\n\u{1}\u{2}\r\n"
            + "$4\r\n-120\r\n$1\r\n0\r\n$20\r\n\(Int.min)\r\n"
        #expect(String(decoding: encoder.bytes, as: UTF8.self) == expected)
        #expect(encoder.takeCommandCount() == 1)
        #expect(encoder.takeCommandCount() == 0)
    }

    @Test func `the queue keeps its order while it grows and wraps`() {
        var queue = RingQueue<Int>()
        var model: [Int] = []
        for step in 0..<5000 {
            if step % 7 < 4 {
                queue.append(step)
                model.append(step)
            } else if !model.isEmpty {
                #expect(queue.first == model.first)
                #expect(queue.popFirst() == model.removeFirst())
            }
            #expect(queue.count == model.count)
        }
        while let element = queue.popFirst() { #expect(element == model.removeFirst()) }
        #expect(model.isEmpty)
    }
}
