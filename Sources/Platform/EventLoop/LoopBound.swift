/// Carries a value that is confined to a loop through code of other threads, back to its loop.
///
/// The value can only be read on the loop; elsewhere that traps.
package struct LoopBound<Value>: @unchecked Sendable {
    // Unchecked, because every access checks the thread.

    /// The loop that the value belongs to.
    package let loop: EventLoop
    private let confined: Value

    /// Wraps a value of the current loop.
    package init(_ value: Value, on loop: EventLoop) {
        loop.preconditionOnLoop()
        self.loop = loop
        confined = value
    }

    /// The value; on its loop only.
    package var value: Value {
        loop.preconditionOnLoop()
        return confined
    }
}
