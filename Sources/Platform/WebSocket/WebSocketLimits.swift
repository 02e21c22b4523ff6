/// What a client may send on a WebSocket.
package struct WebSocketLimits: Sendable {
    /// The payload of one frame. 1009.
    package var frameBytes: Int
    /// A message, all its fragments together. 1009.
    package var messageBytes: Int
    /// The frames of one message. 1009.
    package var fragments: Int

    /// By default messages of 64 KiB.
    package init(frameBytes: Int = 64 * 1024, messageBytes: Int = 64 * 1024, fragments: Int = 256) {
        self.frameBytes = frameBytes
        self.messageBytes = messageBytes
        self.fragments = fragments
    }
}
