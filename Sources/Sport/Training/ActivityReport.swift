package import ActivityFiles
import Streams

/// What an activity is made of: its figures with their sources, laps, splits and best efforts.
package struct ActivityReport: Sendable {
    /// The figures; the device's own where the recording bears them out.
    package let summary: ActivitySummary
    /// Where they came from; figures that are absent have no source.
    package let sources: [Figure: FigureSource]
    package let laps: [Lap]
    package let kilometers: [Split]
    package let miles: [Split]
    /// Of runs only.
    package let bestEfforts: [BestEffort]

    /// Puts together what was analysed and what the device says.
    ///
    /// - Parameter isRun: whether there are best efforts and grade-adjusted speeds.
    package init(_ analysis: ActivityAnalysis, of decoded: DecodedActivity, isRun: Bool) {
        let timeline = analysis.timeline
        let preference = Preference(analysis, decoded.totals)
        summary = preference.summary
        sources = preference.sources
        laps = Lap.laps(timeline, of: decoded, preference.summary)
        let adjusted = isRun ? GradeAdjustment.adjustedMeters(timeline) : nil
        kilometers = Split.splits(timeline, .kilometer, adjustedMeters: adjusted)
        miles = Split.splits(timeline, .mile, adjustedMeters: adjusted)
        bestEfforts = isRun ? BestEffort.efforts(timeline) : []
    }
}

/// Chooses between the device's totals and what the samples say.
private struct Preference {
    private(set) var summary: ActivitySummary
    private(set) var sources: [Figure: FigureSource] = [:]
    private let trusted: TrustedTotals

    init(_ analysis: ActivityAnalysis, _ totals: DeviceTotals) {
        summary = analysis.summary
        trusted = TrustedTotals(totals, elapsedSeconds: analysis.timeline.seconds.last ?? 0)
        let hasWay = analysis.timeline.meters != nil
        let hasAltitude = analysis.timeline.altitudes != nil
        chooseTimes(hasWay)
        chooseWay(hasWay, hasAltitude)
        chooseReadings()
        chooseCalories()
    }

    private mutating func take(_ figure: Figure, device: Double?, samples isInSamples: Bool) -> Double? {
        if device != nil { sources[figure] = .device } else if isInSamples { sources[figure] = .samples }
        return device
    }

    private mutating func chooseTimes(_ hasWay: Bool) {
        if let seconds = take(.elapsed, device: trusted.elapsedSeconds, samples: true) {
            summary.elapsedSeconds = Int(seconds.rounded())
        }
        let moving = trusted.movingSeconds(stream: hasWay ? Double(summary.movingSeconds) : nil)
        if let seconds = take(.moving, device: moving, samples: true) {
            summary.movingSeconds = Int(seconds.rounded())
        }
        summary.movingSeconds = min(summary.movingSeconds, summary.elapsedSeconds)
    }

    private mutating func chooseWay(_ hasWay: Bool, _ hasAltitude: Bool) {
        let meters = trusted.distanceMeters(stream: hasWay ? summary.distanceMeters : nil)
        summary.distanceMeters = take(.distance, device: meters, samples: hasWay) ?? summary.distanceMeters
        let gain = trusted.ascentMeters(stream: hasAltitude ? summary.elevationGainMeters : nil)
        summary.elevationGainMeters =
            take(.elevationGain, device: gain, samples: hasAltitude) ?? summary.elevationGainMeters
        let loss = trusted.descentMeters(stream: hasAltitude ? summary.elevationLossMeters : nil)
        summary.elevationLossMeters =
            take(.elevationLoss, device: loss, samples: hasAltitude) ?? summary.elevationLossMeters
        let seconds = Double(summary.movingSeconds)
        summary.averageSpeed = seconds > 0 ? summary.distanceMeters / seconds : 0
        let fastest = trusted.maximumSpeed(stream: summary.maxSpeed, average: summary.averageSpeed)
        summary.maxSpeed = take(.maxSpeed, device: fastest, samples: hasWay) ?? summary.maxSpeed
    }

    /// Samples first: they were cleaned, and devices average differently. The device fills in what it didn't
    /// record.
    private mutating func chooseReadings() {
        chooseHeartrateAndCadence()
        choosePower()
        let recorded = summary.averageTemp
        summary.averageTemp = recorded ?? trusted.averageTemperature
        note(.temperature, summary.averageTemp, recorded == nil ? .device : .samples)
    }

    private mutating func chooseHeartrateAndCadence() {
        if summary.averageHeartrate == nil {
            summary.averageHeartrate = trusted.averageHeartrate
            summary.maxHeartrate = trusted.maximumHeartrate
            note(.heartrate, summary.averageHeartrate, .device)
        } else {
            sources[.heartrate] = .samples
        }
        if summary.averageCadence == nil {
            summary.averageCadence = trusted.averageCadence
            summary.maxCadence = trusted.maximumCadence
            note(.cadence, summary.averageCadence, .device)
        } else {
            sources[.cadence] = .samples
        }
    }

    private mutating func choosePower() {
        guard summary.averageWatts == nil else {
            sources[.watts] = .samples
            return note(.weightedWatts, summary.weightedWatts, .samples)
        }
        summary.averageWatts = trusted.averageWatts
        summary.maxWatts = trusted.maximumWatts
        summary.weightedWatts = trusted.weightedWatts
        summary.kilojoules = summary.averageWatts.map { $0 * Double(summary.movingSeconds) / 1000 }
        note(.watts, summary.averageWatts, .device)
        note(.weightedWatts, summary.weightedWatts, .device)
    }

    private mutating func note(_ figure: Figure, _ value: Double?, _ source: FigureSource) {
        if value != nil { sources[figure] = source }
    }

    private mutating func chooseCalories() {
        let work = summary.kilojoules.flatMap { $0 > 0 ? $0 : nil }
        summary.calories = trusted.calories ?? work.map(EnergyEstimate.kilocalories(kilojoules:))
        note(.calories, summary.calories, trusted.calories == nil ? .estimate : .device)
    }
}
