import Streams
import Testing
import Training

@Suite struct `best efforts` {
    private func efforts(_ streams: StreamSet) -> [EffortDistance: BestEffort] {
        let efforts = Reports.report(streams, isRun: true).bestEfforts
        return Dictionary(uniqueKeysWithValues: efforts.map { ($0.distance, $0) })
    }

    /// With the device's own distances, which are exact to a decimetre.
    private func recording(_ seconds: [Int32], _ meters: [Double]) -> StreamSet {
        var streams = StreamSet(time: seconds)
        streams.set(.distance, meters)
        return streams
    }

    @Test func `each distance that the run is long enough for has one`() {
        var course = Course()
        course.go(2000, speed: 3)
        let found = Reports.report(course.streams(), isRun: true).bestEfforts
        #expect(
            found.map(\.distance.rawValue) == ["400m", "1/2 mile", "1K", "1 mile", "2 mile", "5K"])
        for effort in found {
            #expect(abs(effort.elapsedSeconds - effort.distance.meters / 3) < 1)
        }
        #expect(Reports.report(course.streams(), isRun: false).bestEfforts.isEmpty)
    }

    @Test func `the fast part is found wherever it is`() throws {
        var course = Course()
        course.go(300, speed: 2.5)
        course.go(200, speed: 5)
        course.go(300, speed: 2.5)
        let effort = try #require(efforts(course.streams())[.oneKilometer])
        #expect(abs(effort.elapsedSeconds - 200) < 0.5)
        #expect(abs(effort.startIndex - 300) <= 1 && abs(effort.endIndex - 500) <= 1)
    }

    @Test func `ends lie between samples on both sides`() throws {
        // 500 m in 100 s, 300 m in 50 s, 500 m in 100 s: the best 400 m has the fast part and 100 m at 5 m/s.
        let effort = try #require(
            efforts(recording([0, 100, 150, 250], [0, 500, 800, 1300]))[.fourHundredMeters])
        #expect(abs(effort.elapsedSeconds - 70) < 1e-9)
        // Going into it late: 800 m slow, then 400 m fast up to the last sample.
        let late = try #require(efforts(recording([0, 200, 260], [0, 800, 1300]))[.fourHundredMeters])
        #expect(abs(late.elapsedSeconds - 48) < 1e-9)
        #expect(late.startIndex >= 1 && late.endIndex == 2)
    }

    @Test func `standing counts, but not before the start`() throws {
        var course = Course()
        course.go(60, speed: 0)
        course.go(100, speed: 4)
        course.go(30, speed: 0)
        course.go(100, speed: 4)
        let found = efforts(course.streams())
        #expect(abs(try #require(found[.fourHundredMeters]).elapsedSeconds - 100) < 0.5)
        let half = try #require(found[.fourHundredMeters])
        #expect(half.startIndex >= 59)
    }

    @Test func `no other stretch is faster`() throws {
        var state: UInt64 = 7
        var meters = [0.0]
        for _ in 0..<900 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            meters.append(meters[meters.count - 1] + Double(state >> 60) / 2)
        }
        let streams = recording((0...900).map(Int32.init), meters)
        for (distance, effort) in efforts(streams) {
            var fastest = Double.infinity
            // Every tenth of a second as the start.
            for tenth in 0..<9000 {
                let start = interpolated(meters, at: Double(tenth) / 10)
                guard let end = reached(meters, start + distance.meters) else { break }
                fastest = min(fastest, end - Double(tenth) / 10)
            }
            #expect(effort.elapsedSeconds <= fastest + 1e-9)
            #expect(effort.elapsedSeconds > fastest - 0.2)
        }
    }

    private func interpolated(_ meters: [Double], at second: Double) -> Double {
        let index = min(Int(second), meters.count - 2)
        return meters[index] + (meters[index + 1] - meters[index]) * (second - Double(index))
    }

    private func reached(_ meters: [Double], _ target: Double) -> Double? {
        guard let index = meters.firstIndex(where: { $0 >= target }) else { return nil }
        let before = meters[index - 1]
        return Double(index - 1) + (target - before) / (meters[index] - before)
    }
}
