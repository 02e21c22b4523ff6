import Geo
import Streams
import Testing
import Training

@Suite struct `analysis of an activity` {
    private func analysis(_ course: Course, _ sport: SportClass = .foot) -> ActivityAnalysis {
        ActivityAnalysis(course.streams(), sport: sport)
    }

    @Test func `an even run has even figures`() throws {
        var course = Course()
        course.go(1000, speed: 3)
        let analysis = analysis(course)
        let summary = analysis.summary
        #expect(abs(summary.distanceMeters - 3000) < 3)
        #expect(summary.elapsedSeconds == 1000)
        #expect(summary.movingSeconds == 1000)
        #expect(abs(summary.averageSpeed - 3) < 0.01)
        #expect(abs(summary.maxSpeed - 3) < 0.05)
        #expect(summary.elevationGainMeters == 0)
        #expect(summary.start == Coordinate(latitude: 47, longitude: 8))
        #expect(summary.bounds?.south == 47)
        #expect(analysis.streams.kinds.contains(.velocitySmooth))
        #expect(analysis.streams[.moving] == [Int32](repeating: 1, count: 1001))
        #expect(analysis.streams[.gradeSmooth] == [Int32](repeating: 0, count: 1001))
    }

    @Test(arguments: [(10, true), (14, true), (30, false), (600, false)])
    func `standing counts as moving for fifteen seconds at most`(standing: Int32, counts: Bool) {
        var course = Course()
        course.go(300, speed: 3)
        course.go(standing, speed: 0)
        course.go(300, speed: 3)
        let moving = analysis(course).summary.movingSeconds
        // The smoothing over five seconds blurs the edges of a stop.
        #expect(abs(moving - (counts ? 600 + Int(standing) : 600)) <= 6)
    }

    @Test func `slow is standing on a bicycle, but not on foot`() {
        var course = Course()
        course.go(300, speed: 0.8)
        #expect(analysis(course, .foot).summary.movingSeconds == 300)
        #expect(analysis(course, .ride).summary.movingSeconds == 0)
        #expect(analysis(course, .ride).summary.averageSpeed == 0)
    }

    @Test func `long gaps are judged by their way`() {
        var course = Course()
        course.go(100, speed: 5)
        course.go(60, speed: 5, every: 60)
        course.go(100, speed: 5)
        course.go(120, speed: 0.1, every: 120)
        course.go(100, speed: 5)
        #expect(abs(analysis(course, .ride).summary.movingSeconds - 360) <= 1)
        #expect(abs(analysis(course, .ride).summary.maxSpeed - 5) < 0.1)
    }

    @Test func `a pause of the device has neither time nor way`() {
        var course = Course()
        course.go(100, speed: 3)
        course.pause(5, meters: 2000)
        course.go(100, speed: 3)
        let summary = analysis(course).summary
        #expect(abs(summary.distanceMeters - 600) < 2)
        #expect(summary.elapsedSeconds == 205)
        #expect(summary.movingSeconds == 200)
        #expect(summary.maxSpeed < 3.1)
    }

    @Test func `a lone position out of reach is passed over`() {
        var course = Course()
        course.go(100, speed: 3)
        var streams = course.streams()
        streams[.longitude]?[50] += 10_000_000
        let summary = ActivityAnalysis(streams, sport: .foot).summary
        #expect(abs(summary.distanceMeters - 300) < 1)
        #expect(summary.maxSpeed < 4)
    }

    @Test func `missing positions leave the way between their neighbours`() {
        var course = Course()
        course.go(100, speed: 3)
        var streams = course.streams()
        for index in 0..<5 { streams[.latitude]?[index] = StreamSet.missing }
        for index in 40..<60 { streams[.latitude]?[index] = StreamSet.missing }
        let summary = ActivityAnalysis(streams, sport: .foot).summary
        #expect(abs(summary.distanceMeters - 285) < 1)
    }

    @Test func `the device's own distance comes first and never falls`() {
        var course = Course()
        course.go(4, speed: 3)
        var streams = course.streams()
        streams.set(.distance, [0, 2.5, .nan, 2.4, 11])
        let analysis = ActivityAnalysis(streams, sport: .foot)
        #expect(analysis.summary.distanceMeters == 11)
        #expect(analysis.streams[.distance] == [0, 25, 25, 25, 110])
    }

    @Test func `time alone is an activity`() {
        var course = Course()
        course.go(60, speed: 0)
        var streams = course.streams(positions: false, altitude: false)
        streams[.heartrate] = (0..<61).map { $0 < 30 ? StreamSet.missing : 100 + $0 }
        streams[.watts] = [Int32](repeating: 200, count: 61)
        let analysis = ActivityAnalysis(streams, sport: .ride)
        #expect(analysis.summary.distanceMeters == 0)
        #expect(analysis.summary.movingSeconds == 60)
        #expect(analysis.summary.averageHeartrate == 145)
        #expect(analysis.summary.maxHeartrate == 160)
        #expect(analysis.summary.averageWatts == 200)
        #expect(analysis.summary.kilojoules == 12)
        #expect(analysis.summary.start == nil && analysis.summary.elevationHighMeters == nil)
        #expect(analysis.streams.kinds == [.time, .heartrate, .watts])
    }

    @Test func `one sample and none are bearable`() {
        for count in 0...1 {
            var streams = StreamSet(time: [Int32](repeating: 0, count: count))
            if count > 0 {
                streams.set(.latitude, [47])
                streams.set(.longitude, [8])
                streams.set(.altitude, [400])
            }
            let summary = ActivityAnalysis(streams, sport: .other).summary
            #expect(summary.distanceMeters == 0 && summary.elapsedSeconds == 0 && summary.movingSeconds == 0)
        }
    }

    @Test func `computing again changes nothing`() {
        var course = Course()
        course.go(200, speed: 3, rise: 0.2)
        course.go(40, speed: 0)
        course.go(200, speed: 4, rise: -0.1)
        let once = analysis(course)
        #expect(
            ActivityAnalysis(once.streams.keeping { $0 != .distance }, sport: .foot).streams == once.streams)
    }
}
