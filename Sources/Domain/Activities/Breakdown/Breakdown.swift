package import Training

/// What an activity is made of beside its summary; empty for what was entered by hand.
package struct Breakdown: Sendable, Equatable {
    /// A part of an activity, and the id that clients know it by.
    package struct Named<Part: Sendable & Equatable>: Sendable, Equatable {
        /// Nil until it is stored.
        package var id: Int64?
        package var part: Part
    }

    /// In the order of time; the efforts from the shortest to the longest.
    package var laps: [Named<Lap>] = []
    package var kilometers: [Split] = []
    package var miles: [Split] = []
    package var bestEfforts: [Named<BestEffort>] = []
    /// Where the figures of the summary came from.
    package var sources: [Figure: FigureSource] = [:]
    package var elevationLossMeters: Double?
    package var maximumCadence: Double?
    /// Degrees Celsius.
    package var maximumTemperature: Double?

    /// Nothing.
    package init() {}

    /// The breakdown that `Training` computed.
    init(_ report: ActivityReport) {
        laps = report.laps.map { Named(part: $0) }
        kilometers = report.kilometers
        miles = report.miles
        bestEfforts = report.bestEfforts.map { Named(part: $0) }
        sources = report.sources
        elevationLossMeters = report.summary.elevationLossMeters
        maximumCadence = report.summary.maxCadence.map(Double.init)
        maximumTemperature = report.summary.maxTemp.map(Double.init)
    }
}
