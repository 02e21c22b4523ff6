import ActivityFiles
import Streams
import Testing
import Training

@Suite struct `splits` {
    private func report(_ course: Course, isRun: Bool = true) -> ActivityReport {
        Reports.report(course.streams(), isRun: isRun)
    }

    @Test func `an even run has even splits and a rest`() throws {
        var course = Course()
        course.go(1200, speed: 3)
        let splits = report(course).kilometers
        #expect(splits.map { $0.distanceMeters.rounded() } == [1000, 1000, 1000, 600])
        #expect(splits.dropLast().allSatisfy { abs($0.elapsedSeconds - 333) <= 1 })
        #expect(splits.allSatisfy { abs($0.averageSpeed - 3) < 0.02 && $0.elevationDifferenceMeters == 0 })
        #expect(splits.allSatisfy { abs(($0.averageGradeAdjustedSpeed ?? 0) - 3) < 0.02 })
        let miles = report(course).miles
        #expect(miles.count == 3 && miles[0].distanceMeters == 1609.344)
    }

    @Test func `they add up to the whole`() {
        for seed in 1...20 {
            var course = Course()
            for step in 0..<60 {
                let speed = Double((step * seed * 7919) % 50) / 10
                course.go(30 + Int32((step * seed) % 40), speed: speed, rise: Double(step % 5 - 2) / 10)
                if step % 20 == 19 { course.pause(90) }
            }
            let report = report(course)
            for splits in [report.kilometers, report.miles] {
                #expect(splits.reduce(0) { $0 + $1.elapsedSeconds } == report.summary.elapsedSeconds)
                #expect(abs(splits.reduce(0) { $0 + $1.movingSeconds } - report.summary.movingSeconds) <= 1)
                let meters = splits.reduce(0) { $0 + $1.distanceMeters }
                #expect(abs(meters - report.summary.distanceMeters) < 0.01)
                #expect(splits.allSatisfy { $0.movingSeconds <= $0.elapsedSeconds + 1 })
            }
        }
    }

    @Test func `a climb is faster with the grade taken out`() throws {
        var course = Course()
        course.go(2000, speed: 2, rise: 0.2)
        let split = try #require(report(course).kilometers.dropFirst().first)
        // 10 %: 5.9682 J/kg/m against 3.6 on the flat.
        #expect(abs((split.averageGradeAdjustedSpeed ?? 0) - 2 * 5.9682 / 3.6) < 0.05)
        #expect(abs((split.elevationDifferenceMeters ?? 0) - 100) < 1)
        #expect(report(course, isRun: false).kilometers[1].averageGradeAdjustedSpeed == nil)
    }

    @Test func `without a way there are none`() {
        let streams = StreamSet(time: [0, 1, 2])
        #expect(Reports.report(streams, isRun: true).kilometers.isEmpty)
        #expect(Reports.report(StreamSet(time: []), isRun: true).miles.isEmpty)
    }

    @Test func `a way without an end has so many at most`() {
        var streams = StreamSet(time: [0, 1, 2])
        streams.set(.distance, [0, 1e6, 1e8])
        let splits = Reports.report(streams, isRun: true).kilometers
        #expect(splits.count == Split.maximumCount)
        #expect(splits.reduce(0) { $0 + $1.distanceMeters } == 1e8)
    }

    @Test(arguments: [(0.1, 5.9682), (-0.1, 2.1517), (-0.2, 1.8), (0.45, 19.426), (0, 3.6), (2, 19.426)])
    func `the cost of slopes is Minetti's`(slope: Double, cost: Double) {
        #expect(abs(GradeAdjustment.cost(slope: slope) - cost) < 0.0001)
    }
}

/// Reports of made-up recordings.
enum Reports {
    static func decoded(_ streams: StreamSet) -> DecodedActivity {
        DecodedActivity(format: .fit, startMilliseconds: 1_700_000_000_000, streams: streams)
    }

    static func report(_ streams: StreamSet, isRun: Bool = false) -> ActivityReport {
        report(decoded(streams), isRun: isRun)
    }

    static func report(_ decoded: DecodedActivity, isRun: Bool = false) -> ActivityReport {
        let analysis = ActivityAnalysis(decoded.streams, sport: isRun ? .foot : .ride)
        return ActivityReport(analysis, of: decoded, isRun: isRun)
    }
}
