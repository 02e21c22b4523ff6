package import Kernel

/// The types of v3's stream sets.
package enum StreamKey: String, CaseIterable, Sendable {
    case time, distance, latlng, altitude
    case velocitySmooth = "velocity_smooth"
    case heartrate, cadence, watts, temp, moving
    case gradeSmooth = "grade_smooth"
}

/// How many points a stream is thinned out to.
package enum StreamResolution: String, CaseIterable, Sendable {
    case low, medium, high

    /// The most points.
    package var maximumPoints: Int {
        switch self {
        case .low: 100
        case .medium: 1000
        case .high: 10_000
        }
    }
}

/// What of an activity's streams a client asks for.
package struct StreamQuery: Sendable, Equatable {
    /// What points are spread evenly over when a stream is thinned out.
    package enum Series: String, CaseIterable, Sendable {
        case time, distance
    }

    private static let resource = "Stream"

    /// In the order of `StreamKey`, with the index series.
    package var keys: [StreamKey]
    package var isKeyedByType: Bool
    /// Nil: all points, and at most as many as `high` has.
    package var resolution: StreamResolution?
    package var series: Series

    /// Reads the query; throws a fault that names the parameter that is wrong.
    package init(_ fields: RequestFields) throws(Fault) {
        series = try StreamQuery.choice(fields, "series_type") ?? .distance
        resolution = try StreamQuery.choice(fields, "resolution")
        isKeyedByType = try fields.flag("key_by_type", of: StreamQuery.resource) ?? false
        keys = try StreamQuery.keys(fields)
    }

    private static func keys(_ fields: RequestFields) throws(Fault) -> [StreamKey] {
        guard let text = fields["keys"], !text.isEmpty else { return StreamKey.allCases }
        guard text.utf8.count <= 1024 else { throw .invalid(resource, "keys", "too long") }
        var wanted: Set<StreamKey> = [.distance]
        for name in text.split(separator: ",") {
            let name = name.filter { $0 != " " }
            // Types that v3 may get later are absent here, as they are for activities without them.
            if let key = StreamKey(rawValue: name) { wanted.insert(key) }
        }
        return StreamKey.allCases.filter(wanted.contains)
    }

    private static func choice<Value: RawRepresentable>(
        _ fields: RequestFields, _ name: String
    ) throws(Fault) -> Value? where Value.RawValue == String {
        guard let text = fields[name], !text.isEmpty else { return nil }
        guard let value = Value(rawValue: text.lowercased()) else { throw .invalid(resource, name) }
        return value
    }

    /// Tells answers apart that are made from the same streams; part of their ETag.
    package var fingerprint: String {
        let list = keys.map { String(StreamKey.allCases.firstIndex(of: $0) ?? 0, radix: 16) }.joined()
        return
            "\(list)\(isKeyedByType ? "k" : "a")\(resolution?.rawValue.first ?? "f")\(series.rawValue.first ?? "d")"
    }
}
