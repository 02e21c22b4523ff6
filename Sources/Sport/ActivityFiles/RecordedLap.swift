/// A lap as the device took it.
package struct RecordedLap: Equatable, Sendable {
    /// When it began, in milliseconds since 1970 UTC.
    package var startMilliseconds: Int64
    package var totals: DeviceTotals
    /// What ended it, in FIT's words of `lap_trigger`: `manual`, `distance`, `time`, `session_end`, ….
    package var trigger: String?

    /// A lap with these parts.
    package init(startMilliseconds: Int64, totals: DeviceTotals = DeviceTotals(), trigger: String? = nil) {
        self.startMilliseconds = startMilliseconds
        self.totals = totals
        self.trigger = trigger
    }
}

/// Once across a pool, or a rest at its edge.
package struct RecordedLength: Equatable, Sendable {
    /// When it began, in milliseconds since 1970 UTC.
    package var startMilliseconds: Int64
    package var elapsedSeconds: Double
    /// False for a rest.
    package var isActive: Bool
    package var strokes: Int?
    /// In FIT's words of `swim_stroke`: `freestyle`, `breaststroke`, ….
    package var stroke: String?

    /// A length with these parts.
    package init(
        startMilliseconds: Int64, elapsedSeconds: Double, isActive: Bool, strokes: Int? = nil,
        stroke: String? = nil
    ) {
        self.startMilliseconds = startMilliseconds
        self.elapsedSeconds = elapsedSeconds
        self.isActive = isActive
        self.strokes = strokes
        self.stroke = stroke
    }
}

/// A time in which the timer stood: from a stop to the next start.
package struct TimerPause: Equatable, Sendable {
    /// Milliseconds since 1970 UTC.
    package var startMilliseconds: Int64
    package var endMilliseconds: Int64

    /// A pause with these ends.
    package init(startMilliseconds: Int64, endMilliseconds: Int64) {
        self.startMilliseconds = startMilliseconds
        self.endMilliseconds = endMilliseconds
    }
}

/// A device or sensor of a recording.
package struct RecordingDevice: Equatable, Sendable {
    /// In FIT's words of `manufacturer`: `garmin`, `wahoo_fitness`, ….
    package var manufacturer: String?
    /// The product's name where the file or FIT's table has one, else its number.
    package var product: String?
    package var serialNumber: UInt32?
    package var softwareVersion: String?

    /// A device with these parts.
    package init(
        manufacturer: String? = nil, product: String? = nil, serialNumber: UInt32? = nil,
        softwareVersion: String? = nil
    ) {
        self.manufacturer = manufacturer
        self.product = product
        self.serialNumber = serialNumber
        self.softwareVersion = softwareVersion
    }
}
