/// Writes the heads of answers (RFC 9112).
///
/// It gets the buffer once for the whole head: each access to a connection's own buffer is checked for
/// exclusivity at run time.
struct ResponseEncoder {
    /// How the body's end will be known.
    enum Framing {
        case length(Int)
        case chunked
        /// There is none, or it ends with the connection.
        case unmarked
    }

    var id: RequestID
    /// The `Date` header's line.
    var date: [UInt8]
    var isClosing: Bool
    var isVersion10: Bool

    /// Appends a head with its blank line.
    func append(_ response: Response, framing: Framing, to output: inout [UInt8]) {
        appendStatus(response.status, to: &output)
        output.append(contentsOf: date)
        output.append(contentsOf: response.headers.lines)
        output.append("X-Request-Id: ")
        id.append(to: &output)
        output.append("\r\n")
        switch framing {
        case .length(let count) where !response.status.forbidsBody:
            output.append("Content-Length: ")
            output.appendDecimal(count)
            output.append("\r\n")
        case .chunked: output.append("Transfer-Encoding: chunked\r\n")
        case .length, .unmarked: break
        }
        if response.status == .switchingProtocols {
            output.append("\r\n")
        } else if isClosing {
            output.append("Connection: close\r\n\r\n")
        } else if isVersion10 {
            output.append("Connection: keep-alive\r\n\r\n")
        } else {
            output.append("\r\n")
        }
    }

    private func appendStatus(_ status: Status, to output: inout [UInt8]) {
        if status == .ok { return output.append("HTTP/1.1 200 OK\r\n") }
        output.append("HTTP/1.1 ")
        output.appendDecimal(Int(status.rawValue))
        output.append(UInt8(ascii: " "))
        output.append(status.reason)
        output.append("\r\n")
    }
}
