import FoundationEssentials

/// Work that is due again and again, asked for by one process at a time.
package struct Schedule {
    /// When it is due.
    package enum Cadence: Sendable, Equatable {
        /// At multiples of an interval since 1970.
        case every(Duration)
        /// Each day at a time of UTC.
        case daily(hour: Int, minute: Int)

        /// How it is stored, so that a change is noticed.
        var text: String {
            switch self {
            case .every(let interval): "every \(Int(interval.seconds)) s"
            case .daily(let hour, let minute): "daily \(hour):\(minute)"
            }
        }

        /// The first moment after `moment` at which it is due.
        func next(after moment: Date) -> Date {
            let now = moment.timeIntervalSince1970
            switch self {
            case .every(let interval):
                let seconds = max(interval.seconds, 1)
                return Date(timeIntervalSince1970: ((now / seconds).rounded(.down) + 1) * seconds)
            case .daily(let hour, let minute):
                let offset = Double(hour * 3600 + minute * 60)
                let day = ((now - offset) / 86_400).rounded(.down) + 1
                return Date(timeIntervalSince1970: day * 86_400 + offset)
            }
        }
    }

    /// Its name, and that of its handler.
    package let name: String
    /// When it is due.
    package let cadence: Cadence
    let handler: JobHandler

    /// Runs `body` as a job whenever it is due. A run that is still waiting or under way is not asked for
    /// again; what was missed while nobody worked is made up for once.
    package init(
        _ name: String, _ cadence: Cadence, timeout: Duration = .seconds(300),
        _ body: @escaping (JobContext) async throws -> Void
    ) {
        self.name = name
        self.cadence = cadence
        handler = .scheduled(name, timeout: timeout, body)
    }
}
