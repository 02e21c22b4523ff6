import ActivityFiles
import Streams
import Testing
import Training

@Suite struct `reports` {
    private func ride(_ seconds: Int32 = 3600, speed: Double = 8) -> DecodedActivity {
        var course = Course()
        course.go(seconds, speed: speed)
        return Reports.decoded(course.streams())
    }

    @Test func `even power is as hard as it is`() throws {
        var decoded = ride(600)
        decoded.streams[.watts] = [Int32](repeating: 213, count: 601)
        let summary = Reports.report(decoded).summary
        #expect(abs(try #require(summary.weightedWatts) - 213) < 1e-6)
    }

    @Test func `intervals are harder than their mean`() throws {
        // Ten minutes of nothing, ten minutes at 300 W. In the rolling mean there are 571 zeros, a ramp of
        // 10 W a second up to 290 W, and 571 seconds at 300 W.
        var decoded = ride(1199)
        decoded.streams[.watts] = (0..<1200).map { $0 < 600 ? 0 : 300 }
        var sum = 571 * 300.0 * 300 * 300 * 300
        for step in 1...29 { sum += Double(step * step * step * step) * 10_000 }
        let expected = (sum / 1171).squareRoot().squareRoot()
        #expect(abs(try #require(Reports.report(decoded).summary.weightedWatts) - expected) < 1e-6)
    }

    @Test func `silence is no power, but a pause is no time`() throws {
        var streams = StreamSet(time: (0..<60).map(Int32.init) + (3660..<3720).map(Int32.init))
        streams[.watts] = [Int32](repeating: 200, count: 120)
        #expect(try #require(Reports.report(streams).summary.weightedWatts) < 100)
        streams[.part] = (0..<120).map { $0 < 60 ? 0 : 1 }
        #expect(try #require(Reports.report(streams).summary.weightedWatts) == 200)
    }

    @Test func `less than half a minute of power has no weight`() {
        var decoded = ride(20)
        decoded.streams[.watts] = [Int32](repeating: 200, count: 21)
        #expect(Reports.report(decoded).summary.weightedWatts == nil)
    }

    @Test func `believable totals of the device win, and the row says so`() {
        var decoded = ride()
        decoded.totals.elapsedSeconds = 3603
        decoded.totals.timerSeconds = 3500
        decoded.totals.distanceMeters = 28_910
        decoded.totals.ascentMeters = 12
        decoded.totals.calories = 640
        decoded.totals.maximumSpeed = 8.6
        let report = Reports.report(decoded)
        #expect(report.summary.elapsedSeconds == 3603 && report.summary.movingSeconds == 3500)
        #expect(report.summary.distanceMeters == 28_910 && report.summary.elevationGainMeters == 12)
        #expect(report.summary.calories == 640 && report.summary.maxSpeed == 8.6)
        #expect(report.summary.averageSpeed == 28_910.0 / 3500)
        for figure in [Figure.elapsed, .moving, .distance, .elevationGain, .maxSpeed, .calories] {
            #expect(report.sources[figure] == .device)
        }
    }

    @Test func `totals of something else are passed over`() {
        var decoded = ride()
        decoded.totals.elapsedSeconds = 9000
        decoded.totals.timerSeconds = 20
        decoded.totals.distanceMeters = 90_000
        decoded.totals.ascentMeters = 4000
        decoded.totals.calories = 65_535
        decoded.totals.maximumSpeed = 99
        let report = Reports.report(decoded)
        #expect(report.summary == ActivityAnalysis(decoded.streams, sport: .ride).summary)
        #expect(report.sources[.distance] == .samples && report.sources[.elapsed] == .samples)
        #expect(report.sources[.calories] == nil)
    }

    @Test func `totals that are no numbers are borne`() {
        var decoded = ride(60)
        for value in [Double.nan, .infinity, -1, 1e300] {
            decoded.totals.elapsedSeconds = value
            decoded.totals.timerSeconds = value
            decoded.totals.distanceMeters = value
            decoded.totals.ascentMeters = value
            decoded.totals.calories = value
            decoded.totals.maximumSpeed = value
            decoded.totals.maximumHeartrate = value
            decoded.totals.averageHeartrate = value
            let summary = Reports.report(decoded).summary
            #expect(summary.elapsedSeconds == 60 && abs(summary.distanceMeters - 480) < 1)
            #expect(summary.averageHeartrate == nil || summary.averageHeartrate?.isFinite == true)
        }
    }

    @Test func `indoors the device knows the way and the time`() {
        var decoded = Reports.decoded(StreamSet(time: (0...600).map(Int32.init)))
        decoded.totals.timerSeconds = 540
        decoded.totals.distanceMeters = 1500
        decoded.totals.averageHeartrate = 132
        let report = Reports.report(decoded)
        #expect(report.summary.distanceMeters == 1500 && report.summary.movingSeconds == 540)
        #expect(report.summary.averageHeartrate == 132)
        #expect(report.sources[.heartrate] == .device && report.sources[.moving] == .device)
    }

    @Test func `calories follow from work`() throws {
        var decoded = ride()
        #expect(Reports.report(decoded).summary.calories == nil)
        decoded.streams[.watts] = [Int32](repeating: 200, count: 3601)
        let report = Reports.report(decoded)
        #expect(abs(try #require(report.summary.calories) - 720 / 4.184 / 0.24) < 0.5)
        #expect(report.sources[.calories] == .estimate)
    }

    @Test(arguments: [
        (SportClass.ride, 8.0, 12.0), (.ride, 5, 6.8), (.foot, 3, 10.8), (.foot, 1.4, 4), (.water, 1, 6),
    ])
    func `else from the sport, its speed and the athlete's weight`(
        sport: SportClass, speed: Double, equivalents: Double
    ) {
        let found = EnergyEstimate.kilocalories(
            sport, movingSeconds: 1800, averageSpeed: speed, kilograms: 70)
        #expect(abs(found - equivalents * 35) < 1e-9)
    }
}

@Suite struct `laps` {
    private func lap(_ startSeconds: Double) -> RecordedLap {
        RecordedLap(startMilliseconds: 1_700_000_000_000 + Int64(startSeconds * 1000))
    }

    private func decoded(_ starts: [Double]) -> DecodedActivity {
        var course = Course()
        course.go(400, speed: 3, rise: 0.1)
        course.go(200, speed: 5)
        course.go(400, speed: 3)
        var decoded = Reports.decoded(course.streams())
        decoded.streams[.heartrate] = (0...1000).map { $0 < 400 ? 120 : $0 < 600 ? 170 : 130 }
        decoded.laps = starts.map(lap)
        return decoded
    }

    @Test func `without any the whole is one`() throws {
        for starts in [[], [0.0]] {
            let report = Reports.report(decoded(starts), isRun: true)
            let lap = try #require(report.laps.first)
            #expect(report.laps.count == 1 && lap.startIndex == 0 && lap.endIndex == 1000)
            #expect(lap.distanceMeters == report.summary.distanceMeters)
            #expect(lap.elapsedSeconds == 1000 && lap.averageHeartrate == report.summary.averageHeartrate)
        }
    }

    @Test func `a lap ends where the next begins`() {
        let report = Reports.report(decoded([0, 400, 600]), isRun: true)
        #expect(report.laps.map(\.startIndex) == [0, 400, 600])
        #expect(report.laps.map(\.endIndex) == [399, 599, 1000])
        #expect(report.laps.map(\.elapsedSeconds) == [400, 200, 400])
        #expect(report.laps.map { $0.distanceMeters.rounded() } == [1200, 1000, 1200])
        #expect(report.laps.map { $0.averageHeartrate?.rounded() } == [120, 170, 130])
        #expect(report.laps.map(\.maxHeartrate) == [120, 170, 130])
        #expect(abs(report.laps[1].maxSpeed - 5) < 0.1)
        let gain = report.laps.reduce(0) { $0 + $1.elevationGainMeters }
        #expect(abs(gain - report.summary.elevationGainMeters) < 1e-9)
        #expect(report.laps[0].elevationGainMeters > 35)
    }

    @Test func `laps out of order, twice, before or after the recording are borne`() {
        let report = Reports.report(decoded([600, -50, 400, 400, 1000, 5000, 400.4, 400.6]), isRun: true)
        #expect(report.laps.first?.startIndex == 0)
        #expect(report.laps.last?.endIndex == 1000)
        for (lap, next) in zip(report.laps, report.laps.dropFirst()) {
            #expect(lap.endIndex + 1 == next.startIndex)
        }
        #expect(report.laps.reduce(0) { $0 + $1.elapsedSeconds } == 1000)
    }

    @Test func `the device's own figures of a lap win where they fit`() {
        var decoded = decoded([0, 500])
        decoded.laps[0].totals.distanceMeters = 1710
        decoded.laps[0].totals.elapsedSeconds = 499
        decoded.laps[1].totals.distanceMeters = 42_195
        let report = Reports.report(decoded, isRun: true)
        #expect(report.laps[0].distanceMeters == 1710 && report.laps[0].elapsedSeconds == 499)
        #expect(abs(report.laps[1].distanceMeters - 1700) < 5)
    }

    @Test func `one sample is one lap, none is none`() {
        #expect(Reports.report(StreamSet(time: [0])).laps.count == 1)
        #expect(Reports.report(StreamSet(time: [])).laps.isEmpty)
    }
}
