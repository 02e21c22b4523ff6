/// Which requests get a line in the log.
package enum AccessLog: Equatable, Sendable {
    case off
    /// Answers of 5xx, and those that took at least this long.
    case errorsAndSlow(Duration = .seconds(1))
    case all

    func includes(_ status: Status, _ nanoseconds: UInt64) -> Bool {
        switch self {
        case .off: false
        case .errorsAndSlow(let threshold):
            status.rawValue >= 500 || Duration.nanoseconds(Int64(clamping: nanoseconds)) >= threshold
        case .all: true
        }
    }
}
