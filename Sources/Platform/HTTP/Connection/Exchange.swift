/// What the connection has to remember of the request that it is serving.
struct Exchange {
    var isHead = false
    var isVersion10 = false
    var keepsAlive = true
    /// The client waits for `100 Continue` before it sends the body.
    var owesContinue = false

    init() {}

    init(_ head: RequestHead) {
        isHead = head.method == .head
        isVersion10 = head.isVersion10
        keepsAlive = head.keepsAlive
        owesContinue = head.expectsContinue
    }
}

/// A request's body on its way in: where it goes, and how its end is known.
struct IncomingBody {
    var stream: BodyStream?
    var remaining = 0
    var chunks: ChunkedDecoder?
    var receivedBytes = 0
    var beganAt: UInt64 = 0

    /// Takes what belongs to the body; returns how many bytes that is, and whether the body has ended.
    mutating func receive(_ bytes: UnsafeRawBufferPointer) throws(HeadError) -> (used: Int, ended: Bool) {
        let stream = stream
        let used: Int
        let ended: Bool
        if chunks != nil {
            used = try chunks?.decode(bytes) { stream?.receive($0) } ?? 0
            ended = chunks?.isDone ?? true
        } else {
            used = min(remaining, bytes.count)
            stream?.receive(UnsafeRawBufferPointer(rebasing: bytes[..<used]))
            remaining -= used
            ended = remaining == 0
        }
        receivedBytes += used
        return (used, ended)
    }
}
