import ActivityFiles

/// What a device says of a stretch, as far as the recording of it bears it out.
///
/// Devices know more than they record: what their own sensors counted between samples, and when the timer
/// stood. But files are also cut, joined and edited, so that totals belong to something else.
struct TrustedTotals {
    private let totals: DeviceTotals
    private let recordedSeconds: Double

    /// The totals of a stretch that the recording takes so long for.
    init(_ totals: DeviceTotals, elapsedSeconds: Double) {
        self.totals = totals
        recordedSeconds = elapsedSeconds
    }

    /// Within 5 s or 2 % of the recording.
    var elapsedSeconds: Double? {
        sane(totals.elapsedSeconds, near: recordedSeconds, share: 0.02, slack: 5)
    }

    /// Within 20 m or 5 % of the way that was computed; where there is none, any that isn't faster than
    /// everything.
    func distanceMeters(stream: Double?) -> Double? {
        if let stream { return sane(totals.distanceMeters, near: stream, share: 0.05, slack: 20) }
        let fastest = SportClass.other.plausibleMetersPerSecond
        return sane(totals.distanceMeters, upTo: fastest * max(recordedSeconds, 1))
    }

    /// Without a way the device's own moving time, else what its timer says. With one, the timer only bounds
    /// what was computed.
    func movingSeconds(stream: Double?) -> Double? {
        let timer = sane(totals.timerSeconds, upTo: recordedSeconds + 5)
        guard let stream else { return sane(totals.movingSeconds, upTo: recordedSeconds + 5) ?? timer }
        guard let timer, timer < stream, timer > stream * 0.8 else { return nil }
        return timer
    }

    /// Within a third, or 30 m, of what was computed; without altitudes, at most 3 m in a second.
    func ascentMeters(stream: Double?) -> Double? {
        if let stream { return sane(totals.ascentMeters, near: stream, share: 1.0 / 3, slack: 30) }
        return sane(totals.ascentMeters, upTo: 3 * recordedSeconds)
    }

    /// The same for the way down.
    func descentMeters(stream: Double?) -> Double? {
        if let stream { return sane(totals.descentMeters, near: stream, share: 1.0 / 3, slack: 30) }
        return sane(totals.descentMeters, upTo: 10 * recordedSeconds)
    }

    /// Kilocalories, more than none, and at most 2,000 in an hour.
    var calories: Double? {
        sane(totals.calories, upTo: 2000 * recordedSeconds / 3600 + 10).flatMap { $0 > 0 ? $0 : nil }
    }

    /// A fastest speed between the average and 1.5 times that of the recording.
    func maximumSpeed(stream: Double, average: Double) -> Double? {
        guard let speed = totals.maximumSpeed, speed.isFinite, speed > 0 else { return nil }
        if stream == 0 { return speed <= SportClass.other.plausibleMetersPerSecond ? speed : nil }
        return speed >= average && speed <= stream * 1.5 && speed >= stream / 1.5 ? speed : nil
    }

    // MARK: readings

    private static let heartrates = 20.0...250
    private static let cadences = 0.0...250
    private static let watts = 0.0...4000

    var averageHeartrate: Double? { reading(totals.averageHeartrate, in: Self.heartrates) }
    var maximumHeartrate: Int? { whole(totals.maximumHeartrate, in: Self.heartrates) }
    var averageCadence: Double? { reading(totals.averageCadence, in: Self.cadences) }
    var maximumCadence: Int? { whole(totals.maximumCadence, in: Self.cadences) }
    var averageWatts: Double? { reading(totals.averageWatts, in: Self.watts) }
    var maximumWatts: Int? { whole(totals.maximumWatts, in: Self.watts) }
    var weightedWatts: Double? { reading(totals.normalizedWatts, in: Self.watts) }
    var averageTemperature: Double? { reading(totals.averageTemperature, in: -60...80) }

    private func reading(_ value: Double?, in range: ClosedRange<Double>) -> Double? {
        value.flatMap { range.contains($0) ? $0 : nil }
    }

    private func whole(_ value: Double?, in range: ClosedRange<Double>) -> Int? {
        reading(value, in: range).map { Int($0.rounded()) }
    }

    private func sane(_ value: Double?, near expected: Double, share: Double, slack: Double) -> Double? {
        guard let value, value.isFinite, value >= 0 else { return nil }
        return abs(value - expected) <= max(expected * share, slack) ? value : nil
    }

    private func sane(_ value: Double?, upTo limit: Double) -> Double? {
        guard let value, value.isFinite, value >= 0, value <= limit else { return nil }
        return value
    }
}
