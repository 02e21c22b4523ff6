import TestWorld
import Testing

@Suite(.enabled(if: TestWorld.isAvailable)) struct SocketAuthenticationTests {
    @Test func `the token comes in the header, in the query or in the first message`() async throws {
        try await TestWorld.run { world in
            let ann = try await world.register("ann")
            let token = try #require(ann.client.token)
            #expect(try await ann.socket(world).next()["type"].string == "hello")
            let path = "/api/v3/notifications/socket"
            let query = try await TestSocket.connect(port: world.firstPort, "\(path)?access_token=\(token)")
            #expect(try await query.next()["type"].string == "hello")
            let message = try await TestSocket.connect(port: world.firstPort, path)
            message.send(#"{"type":"authenticate","access_token":"\#(token)"}"#)
            #expect(try await message.next()["type"].string == "hello")
        }
    }

    @Test func `a wrong token, and what isn't a message, end it`() async throws {
        try await TestWorld.run { world in
            let path = "/api/v3/notifications/socket"
            await #expect(throws: TestSocket.Refused(status: 401)) {
                try await TestSocket.connect(port: world.firstPort, path, token: "nonsense")
            }
            let wrong = try await TestSocket.connect(port: world.firstPort, path)
            wrong.send(#"{"type":"authenticate","access_token":"nonsense"}"#)
            await #expect(throws: TestSocket.Closed(code: 4001)) { try await wrong.next() }
            let broken = try await TestSocket.connect(port: world.firstPort, path)
            broken.send("hello?")
            await #expect(throws: TestSocket.Closed(code: 1008)) { try await broken.next() }
            #expect(try await world.client.get(path).status == 426)
        }
    }

    @Test func `a session that has ended is told nothing more`() async throws {
        try await TestWorld.run { world in
            let ann = try await world.register("ann")
            let socket = try await ann.socket(world)
            _ = try await socket.next("hello")
            #expect(try await ann.client.send("DELETE", "/api/v3/session").status < 300)
            try world.tell(ann, 1...1)
            await #expect(throws: TestSocket.Closed(code: 4001)) { try await socket.next() }
        }
    }

    @Test func `an athlete has a limited number of sockets`() async throws {
        try await TestWorld.run { world in
            let ann = try await world.register("ann")
            var sockets: [TestSocket] = []
            for _ in 0..<16 {
                sockets.append(try await ann.socket(world))
                _ = try await sockets.last?.next("hello")
            }
            await #expect(throws: TestSocket.Refused(status: 429)) { try await ann.socket(world) }
            sockets.removeLast().close()
            _ = try await eventually { try? await ann.socket(world) }
        }
    }
}

@Suite(.enabled(if: TestWorld.isAvailable)) struct SocketResumptionTests {
    private func numbers(_ socket: TestSocket, count: Int) async throws -> [Int64] {
        var numbers: [Int64] = []
        while numbers.count < count {
            numbers.append(try await socket.next("notification")["seq"].integer ?? 0)
        }
        return numbers
    }

    @Test func `a client goes on after the number that it has`() async throws {
        try await TestWorld.run { world in
            let ann = try await world.register("ann")
            try world.tell(ann, 1...250)
            _ = try await eventually { try world.rows(of: ann).count == 250 ? true : nil }
            let socket = try await ann.socket(world, "?after=20")
            #expect(try await socket.next()["head"].integer == 250)
            #expect(try await numbers(socket, count: 230) == Array(21...250))
            try world.tell(ann, 251...253)
            #expect(try await numbers(socket, count: 3) == [251, 252, 253])
            socket.send(#"{"type":"resume","after":249}"#)
            _ = try await socket.next("hello")
            #expect(try await numbers(socket, count: 4) == [250, 251, 252, 253])
        }
    }

    @Test func `who can't go on is told to begin anew`() async throws {
        try await TestWorld.run { world in
            let ann = try await world.register("ann")
            try world.tell(ann, 1...5)
            _ = try await eventually { try world.rows(of: ann).count == 5 ? true : nil }
            for query in ["?after=6", "?after=2&epoch=77"] {
                let socket = try await ann.socket(world, query)
                _ = try await socket.next("hello")
                let resync = try await socket.next()
                #expect(resync["type"].string == "resync", "\(query)")
                #expect(resync["head"].integer == 5)
            }
            _ = try world.database.sql("delete from notifications.notification where seq <= 3")
            let late = try await ann.socket(world, "?after=2")
            #expect(try await late.next("hello")["oldest"].integer == 4)
            #expect(try await late.next()["type"].string == "resync")
            let justInTime = try await ann.socket(world, "?after=3")
            _ = try await justInTime.next("hello")
            #expect(try await numbers(justInTime, count: 2) == [4, 5])
        }
    }

    /// Connections are cut at random while notifications are made; Redis is restarted in the middle. What was
    /// received, across all connections to both servers, has to be what was written.
    @Test func `whatever is cut, what was received is what was written, in order`() async throws {
        try await TestWorld.run { world in
            let second = try await world.startServer()
            let ann = try await world.register("ann")
            let total = 600
            var received: [String] = []
            var last: Int64 = 0
            var told = 0
            var socket = try await ann.socket(world)
            var generator = SystemRandomNumberGenerator()
            while received.count < total {
                if told < total {
                    let next = min(total, told + Int.random(in: 1...25, using: &generator))
                    try world.tell(ann, (told + 1)...next)
                    if told < 300, next >= 300 {
                        world.redis.stop()
                        try await world.redis.start()
                    }
                    told = next
                }
                let patience = Int.random(in: 1...(told < total ? 12 : 200), using: &generator)
                for _ in 0..<patience {
                    guard let message = try? await socket.next("notification", within: .milliseconds(300))
                    else { break }
                    let seq = try #require(message["seq"].integer)
                    #expect(seq == last + 1)
                    last = seq
                    received.append("\(seq) \(message["notification"]["object"]["id"].integer ?? 0)")
                }
                socket.close()
                let server = Bool.random(using: &generator) ? second : nil
                socket = try await ann.socket(world, on: server, "?after=\(last)")
            }
            #expect(try received == world.rows(of: ann))
        }
    }

    @Test func `while Redis is away, notifications still come`() async throws {
        try await TestWorld.run { world in
            let ann = try await world.register("ann")
            let socket = try await ann.socket(world)
            _ = try await socket.next("hello")
            world.redis.stop()
            try world.tell(ann, 1...3)
            #expect(try await numbers(socket, count: 3) == [1, 2, 3])
            try await world.redis.start()
            try world.tell(ann, 4...6)
            #expect(try await numbers(socket, count: 3) == [4, 5, 6])
        }
    }
}
