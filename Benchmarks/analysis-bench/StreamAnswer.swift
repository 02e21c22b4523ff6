import Geo
import Streams

/// The answer of the streams endpoint as `Codable` values, which is what `JSONEncoder` is given.
struct StreamAnswer: Encodable {
    struct Stream<Element: Encodable>: Encodable {
        let data: [Element]
        let series_type = "distance"
        let original_size: Int
        let resolution = "high"

        init(_ data: [Element]) {
            self.data = data
            original_size = data.count
        }
    }

    let time: Stream<Int32>
    let distance: Stream<Double>
    let latlng: Stream<[Double]>
    let altitude: Stream<Double>
    let velocity_smooth: Stream<Double>
    let heartrate: Stream<Int32>
    let cadence: Stream<Int32>
    let watts: Stream<Int32>
    let temp: Stream<Int32>
    let moving: Stream<Bool>
    let grade_smooth: Stream<Double>

    init(_ streams: StreamSet) {
        func whole(_ kind: StreamKind) -> Stream<Int32> { Stream(streams[kind] ?? []) }
        func fractional(_ kind: StreamKind) -> Stream<Double> { Stream(streams.doubles(kind) ?? []) }
        time = whole(.time)
        distance = fractional(.distance)
        latlng = Stream(streams.line.map { [$0.latitude, $0.longitude] })
        altitude = fractional(.altitude)
        velocity_smooth = fractional(.velocitySmooth)
        heartrate = whole(.heartrate)
        cadence = whole(.cadence)
        watts = whole(.watts)
        temp = whole(.temp)
        moving = Stream((streams[.moving] ?? []).map { $0 == 1 })
        grade_smooth = fractional(.gradeSmooth)
    }
}
