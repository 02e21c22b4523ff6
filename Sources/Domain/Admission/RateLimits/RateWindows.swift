/// The windows that a moment lies in; they begin at full quarters of an hour and at midnight, UTC, for
/// everyone.
package struct RateWindows: Equatable, Sendable {
    /// How long they are.
    package static let quarterHourSeconds: Int64 = 900
    package static let daySeconds: Int64 = 86_400

    /// Quarters of an hour since 1970.
    package let quarterHour: Int64
    /// Days since 1970.
    package let day: Int64

    /// The windows of a moment in seconds since 1970.
    package init(unixSeconds: Int64) {
        quarterHour = unixSeconds / RateWindows.quarterHourSeconds
        day = unixSeconds / RateWindows.daySeconds
    }
}
