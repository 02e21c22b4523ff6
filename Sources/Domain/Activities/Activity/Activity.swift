package import FoundationEssentials
package import Geo
package import Kernel

/// One recording or manual entry, with its summary. SI units.
package struct Activity: Sendable, Equatable {
    /// Zoned wall-clock time beside the moment.
    package struct Start: Sendable, Equatable {
        /// The moment.
        package var date: Date
        /// Seconds east of Greenwich at that moment.
        package var utcOffsetSeconds: Int
        /// An IANA name.
        package var timeZone: String
    }

    /// Names it, and says whose it is.
    package var id: ActivityID
    package var athlete: AthleteID
    /// Counts edits, from 1.
    package var revision: Int32 = 1
    package var origin: Origin
    package var details: ActivityDetails
    package var start: Start
    package var figures: ActivityFigures
    package var geometry: ActivityGeometry?

    /// Where an activity came from.
    package struct Origin: Sendable, Equatable {
        /// Nil for manual entries.
        package var upload: UploadID?
        /// SHA-256 of the file's decompressed content; nil for manual entries.
        package var contentDigest: [UInt8]?
        package var externalID: String?
        package var deviceName: String?
    }
}

/// What the athlete says of an activity, and may change.
package struct ActivityDetails: Sendable, Equatable {
    /// The longest name, in characters.
    package static let maximumNameLength = 255
    /// The longest description, in characters (what-users-want: imports have up to 65,000).
    package static let maximumDescriptionLength = 65_535

    /// What the athlete wrote.
    package var name: String
    package var description = ""
    package var sportType: SportType
    package var visibility = Visibility.everyone
    package var hideFromHome = false
    package var trainer = false
    package var commute = false
    /// What nobody else sees of it.
    package var hiddenFacets: ActivityFacets = []
    /// With what it was done.
    package var gear: GearID?
}

/// What came of a recording.
package struct ActivityFigures: Sendable, Equatable {
    /// From the first sample to the last.
    package var elapsedSeconds: Int
    package var movingSeconds: Int
    package var distanceMeters: Double
    package var elevationGainMeters = 0.0
    package var elevationLowMeters: Double?
    package var elevationHighMeters: Double?
    /// Metres per second over the moving time.
    package var averageSpeed = 0.0
    package var maximumSpeed = 0.0
    package var averageHeartRate: Double?
    package var maximumHeartRate: Double?
    package var averageCadence: Double?
    package var averageWatts: Double?
    package var maximumWatts: Double?
    package var weightedAverageWatts: Double?
    package var kilojoules: Double?
    /// Degrees Celsius.
    package var averageTemperature: Double?
    /// Kilocalories, where the file has them.
    package var calories: Double?
}

/// Where an activity went. Leaves only through `GeometryMasker`.
package struct ActivityGeometry: Sendable, Equatable {
    /// The first and the last known position.
    package var start: Coordinate
    package var end: Coordinate
    /// Encoded polyline for maps.
    package var polyline: String
    /// Encoded polyline of at most 150 points, for cards.
    package var summaryPolyline: String
}
