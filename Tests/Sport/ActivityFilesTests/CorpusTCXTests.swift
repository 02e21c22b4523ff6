import Streams
import Testing
import Training

@testable import ActivityFiles

@Suite(Corpus.condition) struct `real TCX files` {
    @Test func `each is read or refused as its verdict says`() throws {
        var readCount = 0
        for (path, verdict) in try Corpus.verdicts(.tcx) {
            let bytes = try Corpus.bytes(path)
            switch Result(catching: { () throws(ActivityFileError) in try ActivityFile.decode(bytes) }) {
            case .success(let activities):
                #expect(["valid", "damaged"].contains(verdict), "\(path)")
                #expect(activities.count == 1, "\(path)")
                readCount += 1
            case .failure(let error):
                #expect(verdict == "not_activity", "\(path): \(error)")
                #expect([.noTrack, .notActivity].contains(error.code), "\(path): \(error)")
            }
        }
        #expect(readCount == 46)
    }

    @Test func `points, laps and times agree with other tools`() throws {
        for file in try files() {
            let reference = file.reference
            let leftOut = file.activity.warnings
                .filter { [.backwardTimes, .repeatedPoints, .untimedPoints].contains($0.code) }
            let count = file.activity.streams.count + leftOut.map(\.count).reduce(0, +)
            #expect(count == reference["trackpoints"] as? Int, "\(file.path)")
            #expect(file.activity.laps.count == file.summary["laps"] as? Int, "\(file.path)")
            #expect(
                file.activity.startMilliseconds == milliseconds(reference["first_time"]), "\(file.path)")
            #expect(file.activity.sportHint == file.summary["sport"] as? String, "\(file.path)")
            let device = file.activity.devices.first?.product
            #expect(device == file.summary["creator"] as? String, "\(file.path)")
            if leftOut.isEmpty, let end = milliseconds(reference["last_time"]) {
                let last = (file.activity.streams.seconds.last ?? 0) * 1000
                #expect(abs(last - Double(end - file.activity.startMilliseconds)) <= 1, "\(file.path)")
            }
        }
    }

    @Test func `what laps say agrees with other tools`() throws {
        for file in try files() {
            let totals = file.activity.totals
            #expect(close(totals.timerSeconds, file.summary["lap_total_time"], 0.01), "\(file.path)")
            #expect(close(totals.distanceMeters, file.summary["lap_distance"], 0.01), "\(file.path)")
            // Without any the reference's sum is 0.
            #expect(close(totals.calories ?? 0, file.summary["lap_calories"], 0.001), "\(file.path)")
            #expect(close(totals.maximumHeartrate, file.summary["lap_max_hr"], 0), "\(file.path)")
            let mean = file.summary["lap_avg_hr_time_weighted"]
            #expect(close(totals.averageHeartrate, mean, 1), "\(file.path)")
        }
    }

    @Test func `sensors agree with other tools`() throws {
        let kinds: KeyValuePairs<String, StreamKind> = [
            "heart_rate": .heartrate, "cadence": .cadence, "run_cadence": .cadence, "power": .watts,
            "speed": .velocitySmooth, "altitude": .altitude,
        ]
        var comparedCount = 0
        for file in try files() {
            for (name, kind) in kinds {
                guard let expected = file.reference[name] as? [String: Any],
                    let mean = expected["mean"] as? Double, let count = expected["n"] as? Int,
                    isComparable(file, name)
                else { continue }
                let values = (file.activity.streams.doubles(kind) ?? []).filter { !$0.isNaN }
                let ours = values.reduce(0, +) / Double(values.count)
                #expect(abs(ours - mean) <= 1, "\(file.path) \(name)")
                #expect(values.count >= count - leftOutCount(file.activity), "\(file.path) \(name)")
                comparedCount += 1
            }
        }
        #expect(comparedCount > 140)
    }

    /// A runner's cadence may stand in both places of a file; then they are one channel here.
    private func isComparable(_ file: CorpusTCX, _ name: String) -> Bool {
        name != "run_cadence" || file.reference["cadence"] == nil
    }

    private func leftOutCount(_ activity: DecodedActivity) -> Int {
        activity.warnings.filter { [.backwardTimes, .repeatedPoints].contains($0.code) }.map(\.count)
            .reduce(0, +)
    }

    @Test func `the way agrees with the laps' to within half a per cent or five metres`() throws {
        for file in try files() where disagreements[file.path] == nil {
            guard let expected = file.activity.totals.distanceMeters else { continue }
            let meters = ActivityAnalysis(file.activity.streams, sport: .other).summary.distanceMeters
            #expect(
                abs(meters - expected) <= max(expected * 0.005, 5), "\(file.path): \(meters), \(expected)")
        }
    }

    @Test func `pauses are what the clock has more than the timer`() throws {
        let bytes = try Corpus.bytes("tcx/sportslib__polar.tcx")
        let activity = try #require(ActivityFile.decode(bytes).first)
        #expect(activity.pauses.count == 41)
        var paused: Int64 = 0
        for pause in activity.pauses { paused += pause.endMilliseconds - pause.startMilliseconds }
        let elapsed = activity.streams.seconds.last ?? 0
        // Each of the 43 tracks ends up to a second after its last sample.
        let difference = elapsed - (activity.totals.timerSeconds ?? 0) - Double(paused) / 1000
        #expect((-43.5...0).contains(difference))
    }

    /// Files whose points tell another way than their laps, and why.
    private let disagreements = [
        "tcx/derived__truncated.tcx": "cut off in the first lap, whose total is for all of it",
        "tcx/pm-togeojson__bad.tcx": "made by hand: the same lap twice, and four points late in it",
        "tcx/pm-togeojson__sample.tcx": "an excerpt: most of the lap's points were taken out",
        "tcx/sportslib__movescount.tcx.gz": "the laps' totals leave out what the points have between them",
    ]

    private func close(_ value: Double?, _ expected: Any?, _ tolerance: Double) -> Bool {
        guard let expected = expected as? Double else { return value == nil }
        return value.map { abs($0 - expected) <= tolerance } ?? false
    }

    private func milliseconds(_ text: Any?) -> Int64? {
        (text as? String).flatMap { text in
            Array(text.utf8).withUnsafeBufferPointer { XMLTime($0)?.milliseconds }
        }
    }

    private func files() throws -> [CorpusTCX] {
        let references = try Corpus.references(.tcx)
        var files: [CorpusTCX] = []
        for (path, verdict) in try Corpus.verdicts(.tcx) where verdict != "not_activity" {
            let reference = try #require(references[path]?["lxml"] as? [String: Any], "\(path)")
            let summaries = try #require(reference["activities"] as? [[String: Any]], "\(path)")
            files.append(
                CorpusTCX(
                    path: path, activity: try #require(ActivityFile.decode(Corpus.bytes(path)).first),
                    reference: reference, summary: try #require(summaries.first, "\(path)")))
        }
        return files
    }
}

/// A readable file with what lxml finds in it.
private struct CorpusTCX {
    var path: String
    var activity: DecodedActivity
    var reference: [String: Any]
    /// Of its one activity.
    var summary: [String: Any]
}
