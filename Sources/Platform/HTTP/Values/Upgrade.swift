package import EventLoop

/// A connection that has left HTTP: the stream, and what the client sent behind its request.
package struct Upgrade {
    /// The stream, not reading and without a delegate.
    package let stream: TCPStream
    /// Bytes received after the request's head.
    package let leftover: [UInt8]
}
