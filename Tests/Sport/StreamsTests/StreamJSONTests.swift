import Foundation
import SeededRandom
import Streams
import Testing

@Suite struct `streams as JSON` {
    private var short: StreamSet {
        var streams = StreamSet(time: [0, 1, 3])
        streams.set(.distance, [0, 4.25, 12])
        streams.set(.latitude, [37.833112, -0.0000005, .nan])
        streams.set(.longitude, [-122.5, 180, 1])
        streams[.heartrate] = [120, StreamSet.missing, 121]
        streams[.moving] = [0, 1, 1]
        streams[.temp] = [-5, 0, 21]
        return streams
    }

    private func text(_ query: StreamQuery) -> String { String(decoding: short.json(query), as: UTF8.self) }

    @Test func `keyed by type`() {
        let query = StreamQuery(types: [.heartrate, .watts], isKeyedByType: true)
        #expect(
            text(query) == """
                {"distance":{"data":[0.0,4.3,12.0],\
                "series_type":"distance","original_size":3,"resolution":"high"},\
                "heartrate":{"data":[120,null,121],\
                "series_type":"distance","original_size":3,"resolution":"high"}}
                """)
    }

    @Test func `as an array, over time`() {
        let query = StreamQuery(types: [.latlng, .moving], resolution: .low, seriesType: .time)
        #expect(
            text(query) == """
                [{"type":"time","data":[0,1,3],\
                "series_type":"time","original_size":3,"resolution":"low"},\
                {"type":"latlng","data":[[37.833112,-122.5],[-0.0000005,180.0],null],\
                "series_type":"time","original_size":3,"resolution":"low"},\
                {"type":"moving","data":[false,true,true],\
                "series_type":"time","original_size":3,"resolution":"low"}]
                """)
    }

    @Test func `without a way, time takes its place`() {
        var indoor = StreamSet(time: [0, 1])
        indoor[.watts] = [100, 200]
        let json = indoor.json(StreamQuery(types: [.watts]))
        #expect(
            String(decoding: json, as: UTF8.self) == """
                [{"type":"time","data":[0,1],"series_type":"time","original_size":2,"resolution":"high"},\
                {"type":"watts","data":[100,200],"series_type":"time","original_size":2,"resolution":"high"}]
                """)
    }

    @Test func `every number reads back as itself`() throws {
        var random = SeededGenerator(seed: 9)
        for kind in [StreamKind.latitude, .velocitySmooth, .altitude, .watts] {
            var column: [Int32] = [0, 1, -1, 9, 10, -10, 100, .max, .min + 1, 1_000_000, 999_999]
            for _ in 0..<500 {
                let value = Int32.random(in: (.min + 1) ... .max, using: &random)
                column.append(value >> Int32.random(in: 0...30, using: &random))
            }
            var streams = StreamSet(time: column.indices.map(Int32.init))
            streams[kind] = column
            if kind == .latitude { streams[.longitude] = column }
            let query = StreamQuery(types: StreamType.allCases, isKeyedByType: true)
            let parsed = try JSONSerialization.jsonObject(with: Data(streams.json(query)))
            let object = try #require(parsed as? [String: [String: Any]])
            let name = try #require(StreamType.allCases.first { $0.kinds.contains(kind) })
            let data = try #require(object[name.rawValue]?["data"] as? [Any])
            let numbers = data.map { ($0 as? [Double])?[1] ?? $0 as? Double ?? .nan }
            for (number, value) in zip(numbers, column) {
                #expect(Int32(exactly: (number * kind.scale).rounded()) == value)
            }
        }
    }

    @Test func `resolutions bound the number of samples of every stream alike`() throws {
        let ride = Fixtures.ride(count: 3600)
        for (resolution, limit) in [(StreamResolution.low, 100), (.medium, 1000), (.high, 3600)] {
            let query = StreamQuery(
                types: [.altitude, .latlng, .watts], resolution: resolution, isKeyedByType: true)
            let parsed = try JSONSerialization.jsonObject(with: Data(ride.json(query)))
            let object = try #require(parsed as? [String: [String: Any]])
            #expect(Set(object.keys) == ["time", "altitude", "latlng", "watts"])
            for stream in object.values {
                #expect((stream["data"] as? [Any])?.count == limit)
                #expect(stream["original_size"] as? Int == 3600)
                #expect(stream["resolution"] as? String == resolution.rawValue)
            }
        }
    }
}
