/// What an athlete's figures are computed with, as it was on a day. Nil: unknown.
package struct TrainingSettings: Sendable {
    /// Measured, or told by the athlete.
    package var weightKilograms: Double?
    package var ftpWatts: Int?
    package var maximumHeartrateBPM: Int?
    package var restingHeartrateBPM: Int?
    /// The speed (m/s) that the athlete can run for about an hour.
    package var thresholdSpeed: Double?
    /// Where zones that the athlete has set begin.
    var customBounds: [Zones.Kind: [Int]] = [:]
    /// What was told only after the day.
    var isFromLater: (zones: Set<Zones.Kind>, measures: Set<MeasureKind>) = ([], [])

    /// Those that the athlete has set, else those of the maximum heart rate.
    package var heartrateZones: Zones? {
        zones(
            .heartrate, of: .maximumHeartrate,
            computed: maximumHeartrateBPM.map { Zones.heartrate(maximumBPM: $0) })
    }

    /// Those that the athlete has set, else those of the FTP.
    package var powerZones: Zones? {
        zones(.power, of: .ftp, computed: ftpWatts.map { Zones.power(ftpWatts: $0) })
    }

    /// Of runs, in centimetres per second: those of the threshold speed.
    package var runningSpeedZones: Zones? {
        thresholdSpeed.map { Zones.runningSpeed(threshold: $0) }
    }

    /// What was true on the day goes before what was told later; then what is set before what is computed.
    private func zones(_ kind: Zones.Kind, of measure: MeasureKind, computed: Zones?) -> Zones? {
        let custom = customBounds[kind].map { Zones(bounds: $0, isCustom: true) }
        let isComputedTruer = isFromLater.zones.contains(kind) && !isFromLater.measures.contains(measure)
        return isComputedTruer ? computed ?? custom : custom ?? computed
    }
}

/// What an athlete wants of their zones: set, computed again, or left as they are.
struct ZoneChange: Equatable {
    enum Wish: Equatable {
        case set(Zones)
        case compute
    }

    /// Kinds that aren't there stay as they are.
    var wishes: [Zones.Kind: Wish] = [:]
}
