/// What a device says of a stretch of a recording: FIT's `session` and `lap`, TCX's `Lap`. Absent: nil.
package struct DeviceTotals: Equatable, Sendable {
    /// From start to end on the clock.
    package var elapsedSeconds: Double?
    /// While the timer ran.
    package var timerSeconds: Double?
    /// While the athlete moved.
    package var movingSeconds: Double?
    package var distanceMeters: Double?
    package var ascentMeters: Double?
    package var descentMeters: Double?
    /// Kilocalories.
    package var calories: Double?
    /// Metres per second.
    package var averageSpeed: Double?
    package var maximumSpeed: Double?
    /// Beats per minute.
    package var averageHeartrate: Double?
    package var maximumHeartrate: Double?
    /// Revolutions (of one leg) per minute.
    package var averageCadence: Double?
    package var maximumCadence: Double?
    package var averageWatts: Double?
    package var maximumWatts: Double?
    /// Normalized power.
    package var normalizedWatts: Double?
    /// Degrees Celsius.
    package var averageTemperature: Double?

    /// Nothing is said.
    package init() {}
}
