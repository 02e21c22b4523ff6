import Geo
import Streams

/// The answer of the streams endpoint as `Codable` values, which is what `JSONEncoder` is given.
struct StreamAnswer: Encodable {
    struct Stream<Element: Encodable>: Encodable {
        let data: [Element]
        let seriesType = "distance"
        let originalSize: Int
        let resolution = "high"

        private enum CodingKeys: String, CodingKey {
            case data
            case seriesType = "series_type"
            case originalSize = "original_size"
            case resolution
        }

        init(_ data: [Element]) {
            self.data = data
            originalSize = data.count
        }
    }

    let time: Stream<Int32>
    let distance: Stream<Double>
    let latlng: Stream<[Double]>
    let altitude: Stream<Double>
    let velocitySmooth: Stream<Double>
    let heartrate: Stream<Int32>
    let cadence: Stream<Int32>
    let watts: Stream<Int32>
    let temp: Stream<Int32>
    let moving: Stream<Bool>
    let gradeSmooth: Stream<Double>

    private enum CodingKeys: String, CodingKey {
        case time, distance, latlng, altitude, heartrate, cadence, watts, temp, moving
        case velocitySmooth = "velocity_smooth"
        case gradeSmooth = "grade_smooth"
    }

    init(_ streams: StreamSet) {
        func whole(_ kind: StreamKind) -> Stream<Int32> { Stream(streams[kind] ?? []) }
        func fractional(_ kind: StreamKind) -> Stream<Double> { Stream(streams.doubles(kind) ?? []) }
        time = whole(.time)
        distance = fractional(.distance)
        latlng = Stream(streams.line.map { [$0.latitude, $0.longitude] })
        altitude = fractional(.altitude)
        velocitySmooth = fractional(.velocitySmooth)
        heartrate = whole(.heartrate)
        cadence = whole(.cadence)
        watts = whole(.watts)
        temp = whole(.temp)
        moving = Stream((streams[.moving] ?? []).map { $0 == 1 })
        gradeSmooth = fractional(.gradeSmooth)
    }
}
