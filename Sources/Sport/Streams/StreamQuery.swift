/// The stream types of the v3 API, in the order in which they are answered.
package enum StreamType: String, CaseIterable, Sendable {
    case time
    case distance
    case latlng
    case altitude
    case velocitySmooth = "velocity_smooth"
    case heartrate
    case cadence
    case watts
    case temp
    case moving
    case gradeSmooth = "grade_smooth"

    /// The columns that it consists of.
    package var kinds: [StreamKind] {
        switch self {
        case .time: [.time]
        case .distance: [.distance]
        case .latlng: [.latitude, .longitude]
        case .altitude: [.altitude]
        case .velocitySmooth: [.velocitySmooth]
        case .heartrate: [.heartrate]
        case .cadence: [.cadence]
        case .watts: [.watts]
        case .temp: [.temp]
        case .moving: [.moving]
        case .gradeSmooth: [.gradeSmooth]
        }
    }
}

/// How many samples of a stream are wanted, in the words of the v3 API.
package enum StreamResolution: String, CaseIterable, Sendable {
    case low
    case medium
    case high

    /// The largest number of samples.
    package var sampleLimit: Int {
        switch self {
        case .low: 100
        case .medium: 1000
        case .high: 10_000
        }
    }
}

/// What a downsampled stream is evenly spread over, in the words of the v3 API.
package enum StreamSeriesType: String, CaseIterable, Sendable {
    case time
    case distance
}

/// What a client asks of `…/streams`.
package struct StreamQuery: Equatable, Sendable {
    /// The wanted types, in any order.
    package var types: [StreamType]
    /// Nil: every sample.
    package var resolution: StreamResolution?
    /// Over what a smaller number of samples is spread.
    package var seriesType: StreamSeriesType
    /// An object by type instead of an array.
    package var isKeyedByType: Bool

    /// A query; the defaults are the v3 API's.
    package init(
        types: [StreamType], resolution: StreamResolution? = nil, seriesType: StreamSeriesType = .distance,
        isKeyedByType: Bool = false
    ) {
        self.types = types
        self.resolution = resolution
        self.seriesType = seriesType
        self.isKeyedByType = isKeyedByType
    }
}
