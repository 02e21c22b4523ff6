import Streams
import Testing
import Training

@Suite struct `cleaning` {
    private func course(_ duration: Int32 = 200, speed: Double = 3) -> StreamSet {
        var course = Course()
        course.go(duration, speed: speed)
        return course.streams()
    }

    @Test func `the recorded values stay as they are`() {
        var streams = course()
        streams[.heartrate] = [Int32](repeating: 140, count: 201)
        streams[.heartrate]?[100] = 230
        streams[.longitude]?[50] += 10_000_000
        let analysis = ActivityAnalysis(streams, sport: .foot)
        #expect(analysis.streams[.heartrate] == streams[.heartrate])
        #expect(analysis.streams[.longitude] == streams[.longitude])
        #expect(analysis.cleaned[.heartrate]?[100] == StreamSet.missing)
        #expect(analysis.cleaned.coordinate(at: 50) == nil)
        #expect(analysis.summary.maxHeartrate == 140 && analysis.summary.averageHeartrate == 140)
    }

    @Test func `a sound recording is left alone`() {
        var streams = course()
        streams[.heartrate] = (0..<201).map { 100 + $0 / 3 }
        streams[.watts] = (0..<201).map { $0 % 2 == 0 ? 0 : 400 }
        streams[.cadence] = (0..<201).map { $0 < 100 ? 0 : 90 }
        streams[.temp] = [Int32](repeating: -20, count: 201)
        let analysis = ActivityAnalysis(streams, sport: .foot)
        #expect(analysis.cleaned == streams)
    }

    @Test func `a sprint is no glitch`() {
        var streams = course()
        streams[.watts] = [Int32](repeating: 200, count: 201)
        for (offset, watts) in [450, 900, 1250, 1300, 1100, 800, 300].enumerated() {
            streams[.watts]?[100 + offset] = Int32(watts)
        }
        #expect(ActivityAnalysis(streams, sport: .ride).summary.maxWatts == 1300)
    }

    @Test(arguments: [1, 4, 10]) func `positions out of reach are passed over together`(number: Int) {
        var streams = course()
        for index in 80..<80 + number { streams[.latitude]?[index] -= 5_000_000 }
        let analysis = ActivityAnalysis(streams, sport: .foot)
        #expect(abs(analysis.summary.distanceMeters - 600) < 1)
        #expect(analysis.summary.maxSpeed < 4.5)
        #expect(analysis.cleaned.line.count == 201 - number)
    }

    @Test func `a receiver may begin and end far away`() {
        var streams = course()
        for index in [0, 1, 2, 199, 200] { streams[.latitude]?[index] += 20_000_000 }
        let analysis = ActivityAnalysis(streams, sport: .foot)
        #expect(abs(analysis.summary.distanceMeters - 195 * 3) < 4)
        #expect(analysis.summary.start == streams.coordinate(at: 3))
        #expect(analysis.summary.end == streams.coordinate(at: 198))
    }

    @Test func `a jump that lasts is a place that was reached, without a way there`() {
        var streams = course()
        for index in 100...200 { streams[.latitude]?[index] += 20_000_000 }
        let analysis = ActivityAnalysis(streams, sport: .foot)
        #expect(abs(analysis.summary.distanceMeters - 199 * 3) < 1)
        #expect(analysis.cleaned.line.count == 201)
    }

    @Test(arguments: SportClass.allCases) func `who is too fast all the time has another sport`(
        sport: SportClass
    ) {
        let summary = ActivityAnalysis(course(speed: 120), sport: sport).summary
        #expect(abs(summary.distanceMeters - 24_000) < 5)
        #expect(ActivityAnalysis(course(speed: 120), sport: sport).cleaned.line.count == 201)
    }

    @Test func `readings that no body gives don't count`() {
        var streams = course()
        streams[.heartrate] = (0..<201).map { $0 < 50 ? 0 : 150 }
        streams[.watts] = (0..<201).map { $0 == 7 ? 65_535 : 100 }
        streams[.altitude]?[20] = 400_000
        let summary = ActivityAnalysis(streams, sport: .ride).summary
        #expect(summary.averageHeartrate == 150)
        #expect(summary.maxWatts == 100 && summary.averageWatts == 100)
        #expect(summary.elevationHighMeters == 100)
    }
}
