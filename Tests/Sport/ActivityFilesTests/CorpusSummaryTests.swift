import ActivityFiles
import Compression
import Geo
import Streams
import Testing
import Training

@Suite(Corpus.condition) struct `summaries of real GPX files` {
    /// The sound recordings with their references.
    private func recordings() throws -> [(
        path: String, activity: DecodedActivity, reference: CorpusReference
    )] {
        let references = try Corpus.references()
        var found: [(path: String, activity: DecodedActivity, reference: CorpusReference)] = []
        for (path, verdict) in try Corpus.verdicts() where verdict != "damaged" {
            guard let reference = references[path],
                let activity = try? ActivityFile.decode(Corpus.bytes(path)).first
            else { continue }
            found.append((path, activity, reference))
        }
        return found
    }

    private func summary(_ activity: DecodedActivity) -> ActivitySummary {
        // The class without a limit to speed: some of these files were made by programs.
        ActivityAnalysis(
            activity.streams, sport: .other, altitudeSource: activity.hasBarometer ? .barometer : .unknown
        ).summary
    }

    @Test func `the way agrees with other tools to within one per cent or five metres`() throws {
        var comparedCount = 0
        for (path, activity, reference) in try recordings() {
            // What is left out here is part of the way there: gpsbabel__segmented_tracks,
            // pm-togeojson__osm and gpxgo__graphhopper have points without times, some derived files
            // wrong times or positions.
            let isWhole = activity.warnings.allSatisfy { $0.code == .repeatedPoints }
            // Tools that add up every step count a jump of ten kilometres in a second as well.
            guard let expected = reference.distanceMeters, isWhole, !hasJump(activity.streams) else {
                continue
            }
            let difference = abs(summary(activity).distanceMeters - expected)
            #expect(difference <= max(expected * 0.01, 5), "\(path)")
            comparedCount += 1
        }
        #expect(comparedCount > 55)
    }

    /// Whether there is a step that nothing on earth is fast enough for.
    private func hasJump(_ streams: StreamSet) -> Bool {
        (1..<max(streams.count, 1)).contains { index in
            guard let before = streams.coordinate(at: index - 1), let after = streams.coordinate(at: index)
            else { return false }
            let elapsed = max(streams.seconds(at: index) - streams.seconds(at: index - 1), 1)
            return before.distanceMeters(to: after) > 1000 * elapsed
        }
    }

    @Test func `climbs are of the size that other tools see`() throws {
        for (path, activity, reference) in try recordings() where activity.streams.count >= 500 {
            guard let uphill = reference.uphillMeters else { continue }
            let gain = summary(activity).elevationGainMeters
            // The reference adds up every rise of a lightly smoothed curve, so it is an upper bound.
            #expect(gain <= uphill * 1.15 + 10, "\(path)")
            #expect(gain >= uphill * 0.5 - 40 || !activity.hasBarometer, "\(path)")
        }
    }

    @Test func `a ride agrees with what the device said about it`() throws {
        // The FIT file of the same ride says: ascent 668 m, maximum 17.7 m/s, 7264 s on the timer, 42.2 km.
        let path = "gpx/sportslib2__3939576645.gpx.gz"
        let activity = try #require(ActivityFile.decode(Corpus.bytes(path)).first)
        let summary = ActivityAnalysis(activity.streams, sport: .ride, altitudeSource: .barometer).summary
        #expect(abs(summary.elevationGainMeters - 668) < 0.15 * 668)
        #expect(abs(summary.maxSpeed - 17.7) < 0.5)
        #expect(abs(summary.movingSeconds - 7264) < 60)
        #expect(abs(summary.distanceMeters - 42_221) < 0.015 * 42_221)
        #expect(abs((summary.averageHeartrate ?? 0) - 155) < 3)
    }

    @Test func `blobs of recordings at 1 Hz are at most 3.3 bytes a sample`() throws {
        var (byteCount, sampleCount) = (0, 0)
        for (path, activity, _) in try recordings() where activity.streams.count >= 2000 {
            let blob = try StreamCodec.encode(activity.streams)
            #expect(try StreamCodec.decode(blob) == activity.streams, "\(path)")
            let seconds = activity.streams.seconds.last ?? 0
            guard seconds < Double(activity.streams.count) * 1.1 else { continue }
            byteCount += blob.count
            sampleCount += activity.streams.count
        }
        #expect(sampleCount > 40_000)
        #expect(Double(byteCount) / Double(sampleCount) < 3.3)
    }

    @Test func `every byte of damage in a real file is borne`() throws {
        let path = "gpx/gpxanimator__comment.gpx"
        let bytes = try Corpus.bytes(path)
        for index in bytes.indices {
            var damaged = bytes
            damaged[index] = 0x3c
            if let activity = try? ActivityFile.decode(damaged).first {
                #expect(activity.streams.count <= 7)
            }
        }
    }
}
