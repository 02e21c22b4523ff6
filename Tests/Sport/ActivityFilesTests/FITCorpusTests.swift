import Streams
import Testing

@testable import ActivityFiles

@Suite(Corpus.condition) struct `real FIT files` {
    @Test func `each is read or refused as its verdict says`() throws {
        for file in try FITCorpusFile.all() {
            switch Result(catching: { () throws(ActivityFileError) in try ActivityFile.decode(file.bytes) }) {
            case .success(let activities):
                // A GPX file that is only named .fit is taken for what it is.
                let isNamedWrong = file.path == "fit/derived__gpx-bytes.fit"
                #expect(file.verdict != "invalid" || isNamedWrong, "\(file.path)")
                let isDamaged = activities.contains { $0.warnings.contains { $0.code == .damaged } }
                #expect(isDamaged == (file.verdict == "damaged"), "\(file.path)")
                #expect(activities.allSatisfy { $0.streams.count > 0 }, "\(file.path)")
            case .failure(let error):
                #expect(file.verdict == "invalid", "\(file.path): \(error)")
                #expect([.noPoints, .empty].contains(error.code), "\(file.path): \(error)")
            }
        }
    }

    @Test func `records, laps and sessions are as many as other tools find`() throws {
        for (file, activities) in FITCorpusFile.recordings {
            let records = activities.compactMap(\.recordCount).reduce(0, +)
            #expect(records == file.reference.recordCount, "\(file.path) records")
            #expect(activities.map(\.laps.count).reduce(0, +) == file.reference.lapCount, "\(file.path) laps")
            #expect(activities.count == max(1, file.reference.sessions.count), "\(file.path) sessions")
        }
    }

    @Test func `samples are the records with a place in time`() throws {
        for (file, activities) in FITCorpusFile.recordings {
            for activity in activities {
                let leftOut = activity.warnings.filter {
                    [.untimedPoints, .backwardTimes, .repeatedPoints].contains($0.code)
                }
                let count = activity.streams.count + leftOut.map(\.count).reduce(0, +)
                #expect(count == activity.recordCount, "\(file.path)")
                #expect(activity.streams.time.first == 0, "\(file.path)")
                #expect(zip(activity.streams.time, activity.streams.time.dropFirst()).allSatisfy { $0 <= $1 })
            }
        }
    }

    private func milliseconds(_ text: String?) -> Int64? {
        text.flatMap { text in Array(text.utf8).withUnsafeBufferPointer { XMLTime($0)?.milliseconds } }
    }

    @Test func `start and end agree with other tools`() throws {
        for (file, activities) in FITCorpusFile.recordings {
            let isWhole = activities.allSatisfy { activity in
                activity.warnings.allSatisfy { $0.code != .backwardTimes }
            }
            guard let first = activities.first, let last = activities.last, isWhole else { continue }
            #expect(first.startMilliseconds == milliseconds(file.reference.firstTime), "\(file.path) start")
            let end = last.startMilliseconds + Int64(last.streams.time.last ?? 0) * 1000
            #expect(end == milliseconds(file.reference.lastTime), "\(file.path) end")
        }
    }

    @Test func `sessions agree with other tools`() throws {
        for (file, activities) in FITCorpusFile.recordings {
            for (activity, reference) in zip(activities, file.reference.sessions) {
                let label = "\(file.path) \(reference.sport ?? "")"
                if let sport = reference.sport { #expect(activity.sportHint == sport, "\(label)") }
                if let subSport = reference.subSport {
                    #expect(activity.subSportHint == subSport, "\(label)")
                }
                #expect(activity.sessionStartMilliseconds == milliseconds(reference.startTime), "\(label)")
                let totals = activity.totals
                let figures = reference.figures
                #expect(totals.elapsedSeconds == figures["total_elapsed_time"], "\(label) elapsed")
                #expect(totals.timerSeconds == figures["total_timer_time"], "\(label) timer")
                #expect(totals.distanceMeters == figures["total_distance"], "\(label) distance")
                #expect(totals.calories == figures["total_calories"], "\(label) calories")
                #expect(totals.ascentMeters == figures["total_ascent"], "\(label) ascent")
                #expect(totals.descentMeters == figures["total_descent"], "\(label) descent")
                expect(totals.averageHeartrate, figures["avg_heart_rate"], within: 0, label)
                expect(totals.maximumHeartrate, figures["max_heart_rate"], within: 0, label)
                expect(totals.averageWatts, figures["avg_power"], within: 0, label)
                expect(totals.maximumWatts, figures["max_power"], within: 0, label)
                // Fractions stand in a field of their own.
                let cadence = figures["avg_cadence"] ?? figures["avg_running_cadence"]
                expect(totals.averageCadence, cadence, within: 1, label)
                let speed = figures["enhanced_avg_speed"] ?? figures["avg_speed"]
                expect(totals.averageSpeed, speed, within: 0.001, label)
            }
        }
    }

    /// Zero is no value.
    private func expect(_ value: Double?, _ reference: Double?, within tolerance: Double, _ label: String) {
        guard let reference, reference > 0 else { return }
        #expect(abs((value ?? 0) - reference) <= tolerance, "\(label)")
    }

    /// Where samples differ from the references, and why.
    private let disagreements = [
        "fit/fitfaker__mywhoosh_20260111.fit heart_rate": "zeros, which are no heart rate",
        "fit/fitfaker__tpv_20250111.fit heart_rate": "zeros, which are no heart rate",
        "fit/goldencheetah__14582164182.fit.gz heart_rate": "zeros, which are no heart rate",
        "fit/muktihari-fit__chained_Activity_activity_poolswim.fit heart_rate": "zeros, as above",
        "fit/p2g__SyncMyWorkout01.fit heart_rate": "zeros, which are no heart rate",
        "fit/rowingdata__davidfit.fit.gz heart_rate": "zeros, which are no heart rate",
        "fit/sportslib__2020-01-09_virtualride.fit heart_rate": "zeros, which are no heart rate",
        "fit/fitdecode__elemnt-bolt-no-application-id-inside-developer-data-id.fit cycling distance":
            "the records end 9 s before the session",
        "fit/activitylog2__920xt-triathlon.fit swimming distance": "its last 26 m come after its last record",
        "fit/activitylog2__920xt-triathlon.fit transition distance": "its last 26 m, as above",
    ]

    @Test func `sensors agree with other tools`() throws {
        let kinds: KeyValuePairs<String, StreamKind> = [
            "heart_rate": .heartrate, "cadence": .cadence, "power": .watts, "temperature": .temp,
            "altitude": .altitude, "speed": .velocitySmooth,
        ]
        var comparedCount = 0
        for (file, activities) in FITCorpusFile.recordings where isWhole(activities) {
            for (name, kind) in kinds where disagreements["\(file.path) \(name)"] == nil {
                guard let expected = file.reference.channels[name], expected.max > 0 else { continue }
                var (sum, count) = (0.0, 0)
                for activity in activities {
                    for value in activity.streams.doubles(kind) ?? [] where !value.isNaN {
                        sum += value
                        count += 1
                    }
                }
                let mean = sum / Double(max(count, 1))
                #expect(abs(mean - expected.mean) <= 1, "\(file.path) \(name)")
                #expect(count == expected.count, "\(file.path) \(name)")
                comparedCount += 1
            }
        }
        #expect(comparedCount > 200)
    }

    /// Nothing was left out or put together.
    private func isWhole(_ activities: [DecodedActivity]) -> Bool {
        activities.allSatisfy { $0.warnings.allSatisfy { $0.code == .damaged } }
    }

    @Test func `positions are as many as other tools find`() throws {
        for (file, activities) in FITCorpusFile.recordings {
            let count = activities.map { $0.positionCount ?? 0 }.reduce(0, +)
            #expect(count == file.reference.positionCount ?? 0, "\(file.path)")
        }
    }

    @Test func `the distance at the end is the device's own total`() throws {
        for (file, activities) in FITCorpusFile.recordings {
            for activity in activities
            where disagreements["\(file.path) \(activity.sportHint ?? "") distance"] == nil {
                guard let total = activity.totals.distanceMeters, total > 0,
                    let last = activity.streams.doubles(.distance)?.filter({ !$0.isNaN }).max()
                else { continue }
                #expect(abs(last - total) <= max(5, total * 0.005), "\(file.path)")
            }
        }
    }
}
