/// A setting that changes over time, as it stands in the table.
package enum MeasureKind: String, Sendable, CaseIterable {
    /// Kilograms.
    case weight
    /// Watts.
    case ftp
    /// Beats a minute.
    case maximumHeartrate = "maximum_heartrate"
    /// Beats a minute.
    case restingHeartrate = "resting_heartrate"
    /// Metres per second.
    case thresholdSpeed = "threshold_speed"
}

extension Athlete.Profile {
    /// The value of a measure, today.
    func value(of kind: MeasureKind) -> Double? {
        switch kind {
        case .weight: weightKilograms
        case .ftp: ftpWatts.map(Double.init)
        case .maximumHeartrate: maximumHeartrateBPM.map(Double.init)
        case .restingHeartrate: restingHeartrateBPM.map(Double.init)
        case .thresholdSpeed: thresholdSpeed
        }
    }
}
