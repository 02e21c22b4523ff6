package import FoundationEssentials
import Glibc
import Synchronization

/// Where the time of day comes from; a value, so that tests can set it.
package struct WallClock: Sendable {
    private let read: @Sendable () -> timespec

    /// The system's clock.
    package static let system = WallClock {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return time
    }

    private init(_ read: @escaping @Sendable () -> timespec) {
        self.read = read
    }

    /// A clock that shows what a test has set.
    package static func manual(_ hand: ManualHand) -> WallClock {
        WallClock {
            let now = hand.now.timeIntervalSince1970
            let seconds = now.rounded(.down)
            return timespec(tv_sec: Int(seconds), tv_nsec: Int((now - seconds) * 1e9))
        }
    }

    /// Now, to the microsecond, which is what PostgreSQL keeps.
    package var now: Date {
        let time = read()
        return Date(timeIntervalSince1970: Double(time.tv_sec) + Double(time.tv_nsec / 1000) * 1e-6)
    }

    /// Whole seconds since 1970.
    package var unixSeconds: Int64 {
        Int64(read().tv_sec)
    }
}

/// The hand of a manual clock.
package final class ManualHand: Sendable {
    private let moment: Mutex<Date>

    /// Makes a hand that points at a moment.
    package init(_ start: Date) {
        moment = Mutex(start)
    }

    /// What the clock shows.
    package var now: Date {
        get { moment.withLock { $0 } }
        set { moment.withLock { $0 = newValue } }
    }
}
