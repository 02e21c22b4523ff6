import Glibc

/// What a test's client has received and not yet looked at.
struct Received {
    let descriptor: Int32
    private(set) var isEnded = false
    private var buffer: [UInt8] = []

    init(descriptor: Int32) {
        self.descriptor = descriptor
    }

    /// Reads more into the buffer; false at the end of the stream.
    private mutating func fill() throws -> Bool {
        var chunk = [UInt8](repeating: 0, count: 64 * 1024)
        let count = recv(descriptor, &chunk, chunk.count, 0)
        if count < 0, errno == ECONNRESET { isEnded = true }
        guard count >= 0 || isEnded else { throw RawClient.Failure(text: "nothing came: \(errno)") }
        guard count > 0 else {
            isEnded = true
            return false
        }
        buffer.append(contentsOf: chunk[..<count])
        return true
    }

    mutating func take(_ count: Int) throws -> [UInt8] {
        while buffer.count < count {
            guard try fill() else { throw RawClient.Failure(text: "ended after \(buffer.count) bytes") }
        }
        let bytes = Array(buffer[..<count])
        buffer.removeFirst(count)
        return bytes
    }

    mutating func takeAll() throws -> [UInt8] {
        while try fill() {}
        defer { buffer = [] }
        return buffer
    }

    private mutating func readLine() throws -> String {
        while true {
            if let end = buffer.firstIndex(of: 0x0a) {
                let line = String(decoding: buffer[..<end], as: UTF8.self)
                buffer.removeFirst(end + 1)
                guard line.hasSuffix("\r") else { throw RawClient.Failure(text: "bare line feed") }
                return String(line.dropLast())
            }
            guard try fill() else { throw RawClient.Failure(text: "ended in a line") }
        }
    }

    mutating func takeAnswer(toHead: Bool) throws -> RawClient.Answer {
        var answer = RawClient.Answer()
        let statusLine = try readLine()
        guard statusLine.hasPrefix("HTTP/1.1 "), let status = Int(statusLine.dropFirst(9).prefix(3)) else {
            throw RawClient.Failure(text: statusLine)
        }
        answer.status = status
        while case let line = try readLine(), !line.isEmpty {
            let parts = line.split(separator: ":", maxSplits: 1)
            guard parts.count == 2 else { throw RawClient.Failure(text: line) }
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

    private mutating func readChunks() throws -> [UInt8] {
        var body: [UInt8] = []
        while true {
            guard let size = Int(try readLine(), radix: 16) else {
                throw RawClient.Failure(text: "chunk size")
            }
            body.append(contentsOf: try take(size))
            guard try readLine().isEmpty else { throw RawClient.Failure(text: "chunk end") }
            if size == 0 { return body }
        }
    }
}
