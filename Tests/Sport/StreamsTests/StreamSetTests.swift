import Geo
import Streams
import Testing

@Suite struct `stream sets` {
    @Test func `round numbers to their decimals and know what is missing`() {
        var streams = StreamSet(time: [0, 1, 2, 3])
        streams.set(.altitude, [1.04, -0.06, .nan, 1e12])
        #expect(streams[.altitude] == [10, -1, StreamSet.missing, StreamSet.missing])
        let doubles = streams.doubles(.altitude) ?? []
        #expect(doubles.prefix(2) == [1, -0.1])
        #expect(doubles[2].isNaN && doubles[3].isNaN)
        #expect(streams[.watts] == nil)
        #expect(streams.kinds == [.time, .altitude])
    }

    @Test func `know where a sample was, and where it is not known`() {
        var streams = StreamSet(time: [0, 1])
        #expect(streams.coordinate(at: 0) == nil)
        streams.set(.latitude, [46.5, .nan])
        streams.set(.longitude, [-7.25, 1])
        #expect(streams.coordinate(at: 0) == Coordinate(latitude: 46.5, longitude: -7.25))
        #expect(streams.coordinate(at: 1) == nil)
        #expect(streams.line == [Coordinate(latitude: 46.5, longitude: -7.25)])
    }

    @Test func `add fractions to whole seconds`() {
        var streams = StreamSet(time: [0, 1, 1])
        streams[.milliseconds] = [0, 0, 250]
        #expect(streams.seconds == [0, 1, 1.25])
    }

    @Test func `can be reduced to some samples and some columns`() {
        var streams = StreamSet(time: [0, 1, 2])
        streams[.heartrate] = [100, 101, 102]
        streams[.watts] = [1, 2, 3]
        let some = streams.selecting([0, 2]).keeping { $0 == .watts }
        #expect(some.time == [0, 2])
        #expect(some[.watts] == [1, 3])
        #expect(some.kinds == [.time, .watts])
    }

    @Test func `know the device's pauses`() {
        var streams = StreamSet(time: [0, 1, 60])
        #expect(!streams.isPause(before: 2))
        streams[.part] = [0, 0, 1]
        #expect(!streams.isPause(before: 0) && !streams.isPause(before: 1) && streams.isPause(before: 2))
    }
}
