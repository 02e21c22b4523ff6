import Streams
import Testing
import Training

@Suite struct `elevation` {
    private func gain(_ course: Course, _ source: AltitudeSource = .unknown) -> (gain: Double, loss: Double) {
        let summary = ActivityAnalysis(course.streams(), sport: .ride, altitudeSource: source).summary
        return (summary.elevationGainMeters, summary.elevationLossMeters)
    }

    @Test func `climbs and descents are counted in full`() {
        var course = Course()
        course.go(600, speed: 5, rise: 0.3)
        course.go(600, speed: 10, rise: -0.2)
        course.go(300, speed: 5, rise: 0.1)
        let (up, down) = gain(course)
        // Summits and ends are rounded off by the smoothing.
        #expect(abs(up - 210) < 2)
        #expect(abs(down - 120) < 2)
    }

    @Test func `small waves are noise, unless a barometer saw them`() {
        var course = Course()
        for _ in 0..<20 {
            course.go(30, speed: 5, rise: 0.1)
            course.go(30, speed: 5, rise: -0.1)
        }
        #expect(gain(course).gain == 0)
        #expect(abs(gain(course, .barometer).gain - 60) < 6)
    }

    @Test func `lone spikes are no climbs`() {
        var course = Course()
        course.go(300, speed: 5)
        var streams = course.streams()
        for index in stride(from: 10, to: 300, by: 10) { streams[.altitude]?[index] += 500 }
        let summary = ActivityAnalysis(streams, sport: .ride).summary
        #expect(summary.elevationGainMeters == 0)
    }

    @Test func `high and low are those of the recording`() {
        var course = Course()
        course.go(100, speed: 5, rise: 1)
        course.go(150, speed: 5, rise: -1)
        let summary = ActivityAnalysis(course.streams(), sport: .ride).summary
        #expect(summary.elevationHighMeters == 200)
        #expect(summary.elevationLowMeters == 50)
    }

    @Test func `what is climbed while paused doesn't count`() {
        var course = Course()
        course.go(100, speed: 5)
        course.pause(60)
        var streams = course.streams()
        streams[.altitude]?[101] += 5000
        #expect(ActivityAnalysis(streams, sport: .ride).summary.elevationGainMeters == 0)
    }

    @Test func `the slope is rise over way`() throws {
        var course = Course()
        course.go(300, speed: 5, rise: 0.25)
        course.go(300, speed: 5, rise: -0.5)
        let streams = ActivityAnalysis(course.streams(), sport: .ride).streams
        let percents = try #require(streams.doubles(.gradeSmooth))
        #expect(percents[50...250].allSatisfy { abs($0 - 5) < 0.6 })
        #expect(percents[350...550].allSatisfy { abs($0 + 10) < 0.6 })
        #expect(percents.allSatisfy { abs($0) <= 50 })
    }
}

@Suite struct `sport classes` {
    @Test func `are found for the API's sports`() {
        #expect(SportClass(sportType: "TrailRun") == .foot)
        #expect(SportClass(sportType: "GravelRide") == .ride)
        #expect(SportClass(sportType: "Swim") == .water)
        #expect(SportClass(sportType: "NordicSki") == .snow)
        #expect(SportClass(sportType: "Yoga") == .other)
        #expect(SportClass(sportType: "") == .other)
    }
}
