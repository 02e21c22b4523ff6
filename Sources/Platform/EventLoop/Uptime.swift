/// A moment on the monotonic clock, in nanoseconds since an arbitrary start.
package struct Uptime: Comparable, Hashable, Sendable {
    /// Nanoseconds since the clock's start.
    package var nanoseconds: UInt64

    /// Wraps a reading of the monotonic clock, in nanoseconds.
    package init(nanoseconds: UInt64) {
        self.nanoseconds = nanoseconds
    }

    /// Orders moments by time.
    package static func < (left: Uptime, right: Uptime) -> Bool {
        left.nanoseconds < right.nanoseconds
    }

    /// The moment `duration` later; a negative duration counts as zero.
    package static func + (moment: Uptime, duration: Duration) -> Uptime {
        Uptime(nanoseconds: moment.nanoseconds &+ duration.wholeNanoseconds)
    }

    /// The time from `right` to `left`, zero when `right` is later.
    package static func - (left: Uptime, right: Uptime) -> Duration {
        left > right ? .nanoseconds(Int64(clamping: left.nanoseconds - right.nanoseconds)) : .zero
    }
}

extension Duration {
    /// The duration in nanoseconds, clamped to what 64 bits hold; negative durations are zero.
    package var wholeNanoseconds: UInt64 {
        let (seconds, attoseconds) = components
        guard seconds >= 0, attoseconds >= 0 else { return 0 }
        let (product, overflow) = UInt64(seconds).multipliedReportingOverflow(by: 1_000_000_000)
        return overflow ? UInt64.max / 2 : min(product &+ UInt64(attoseconds / 1_000_000_000), UInt64.max / 2)
    }

    /// The duration in seconds.
    package var inSeconds: Double {
        let (seconds, attoseconds) = components
        return Double(seconds) + Double(attoseconds) * 1e-18
    }
}
