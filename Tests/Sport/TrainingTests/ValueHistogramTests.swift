import Streams
import Testing
import Training

struct ValueHistogramTests {
    private func recording(_ time: [Int32], _ values: [Int32], part: [Int32]? = nil) -> StreamSet {
        var streams = StreamSet(time: time)
        streams[.heartrate] = values
        streams[.part] = part
        return streams
    }

    @Test func `each sample counts until the next, and a value on a bound belongs above`() {
        let histogram = ValueHistogram(recording([0, 1, 2, 5, 6], [99, 100, 119, 120, 200]), .heartrate)
        #expect(histogram?.seconds(inZonesFrom: [100, 120]) == [1, 4, 1])
        #expect(histogram?.totalSeconds == 6)
    }

    @Test func `pauses, gaps and missing samples don't count`() {
        let values: [Int32] = [100, 100, StreamSet.missing, 100, 100]
        let paused = recording([0, 10, 20, 30, 1000], values, part: [0, 0, 0, 0, 1])
        #expect(ValueHistogram(paused, .heartrate)?.seconds(inZonesFrom: [50]) == [0, 20])
        let gap = recording([0, 600], [100, 100])
        #expect(ValueHistogram(gap, .heartrate)?.totalSeconds == ValueHistogram.longestSampleSeconds)
        let none = recording([0, 1], [StreamSet.missing, StreamSet.missing])
        #expect(ValueHistogram(none, .heartrate) == nil)
        #expect(ValueHistogram(none, .watts) == nil)
    }

    @Test(arguments: 1...20) func `zones add up to the whole, whatever the bounds`(seed: Int) {
        var state = UInt64(seed) &* 0x9E37_79B9_7F4A_7C15
        func next(_ below: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % below
        }
        var time: [Int32] = [0]
        for _ in 1..<500 { time.append((time.last ?? 0) + Int32(next(5))) }
        let streams = recording(time, time.map { _ in Int32(next(250)) })
        let bounds = Set((0..<next(8)).map { _ in next(260) }).sorted()
        let histogram = ValueHistogram(streams, .heartrate)
        #expect(histogram?.seconds(inZonesFrom: bounds).reduce(0, +) == Int(time.last ?? 0))
        #expect(histogram?.seconds(inZonesFrom: bounds).count == bounds.count + 1)
    }

    @Test func `steps may be finer than a whole`() {
        var streams = StreamSet(time: [0, 10, 20, 30])
        streams[.velocitySmooth] = [2500, 3004, 3006, 4000]
        let histogram = ValueHistogram(streams, .velocitySmooth, step: 0.01)
        #expect(histogram?.seconds(inZonesFrom: [250, 301]) == [0, 20, 10])
    }

    @Test(arguments: [
        ([600, 600, 600, 600, 600], 150), ([322, 2710, 503, 61, 0], 125), ([600, 600], 60),
        ([0, 0, 0, 0, 0], 0), ([90], 2), ([60, 60, 60, 60, 60, 60, 60], 21),
    ])
    func `points are the minutes in zones, each higher zone counting more`(seconds: [Int], points: Int) {
        #expect(ZoneScore.points(secondsInZones: seconds) == points)
    }
}
