/// Where a figure of an activity came from.
package enum FigureSource: String, Sendable {
    /// The device's own total.
    case device
    /// Computed from the samples.
    case samples
    /// Worked out from what is usual.
    case estimate
    /// What the athlete says of themselves.
    case settings
}

/// The figures of an activity that can come from more than one source; the raw values are stored.
package enum Figure: String, CaseIterable, Sendable {
    case elapsed
    case moving
    case distance
    case elevationGain = "elevation_gain"
    case elevationLoss = "elevation_loss"
    case maxSpeed = "max_speed"
    case heartrate
    case cadence
    case watts
    case weightedWatts = "weighted_watts"
    case temperature
    case calories
    /// By which the local start is told; from the samples where it is that of the first place.
    case timezone
}
