import ActivityFiles
import Streams
import Testing

@Suite struct `Written GPX` {
    private func roundTrip(_ activity: ExportedActivity) throws -> DecodedActivity {
        try #require(ActivityFile.decode(GPXEncoder.encode(activity)).first)
    }

    @Test(arguments: [nil, [0, 0, 250, 0, 999, 1]] as [[Int32]?])
    func `reads back to the same values`(milliseconds: [Int32]?) throws {
        let activity = ExportedSample.everything(milliseconds: milliseconds)
        let read = try roundTrip(activity)
        #expect(read.format == .gpx)
        #expect(read.warnings.isEmpty)
        #expect(read.name == "Über <die> \"Alb\" & zurück")
        #expect(read.notes == "Erste Zeile\nzweite\tZeile ]]> \u{1F6B4} ende")
        #expect(read.creator == "Slipstream")
        #expect(read.sportType == "Ride")
        #expect(read.startMilliseconds == ExportedSample.start)
        let written = activity.streams.keeping { $0 != .distance && $0 != .velocitySmooth }
        #expect(read.streams.kinds == written.kinds)
        for kind in written.kinds { #expect(read.streams[kind] == written[kind], "\(kind)") }
    }

    @Test func `keeps the thousandths of the start`() throws {
        var activity = ExportedSample.everything()
        activity.startMilliseconds += 123
        #expect(try roundTrip(activity).startMilliseconds == ExportedSample.start + 123)
    }

    @Test func `a sample without a position is left out between others`() throws {
        var activity = ExportedSample.everything()
        activity.streams[.latitude]?[1] = StreamSet.missing
        let streams = try roundTrip(activity).streams
        #expect(streams.time == [0, 2, 62, 63, 64])
        #expect(streams[.heartrate] == [140, StreamSet.missing, 60, 220, 99])
        #expect(streams[.part] == [0, 0, 1, 1, 1])
    }

    @Test func `without any position all samples are there, nowhere`() throws {
        var activity = ExportedSample.everything()
        activity.streams[.latitude] = nil
        activity.streams[.longitude] = nil
        let read = try roundTrip(activity)
        #expect(!read.streams.hasPositions)
        #expect(read.streams[.heartrate] == activity.streams[.heartrate])
        #expect(read.streams[.part] == activity.streams[.part])
        let text = String(decoding: GPXEncoder.encode(activity), as: UTF8.self)
        #expect(!text.contains("47."))
    }

    @Test func `a point is what other programs write`() {
        var activity = ExportedSample.everything(milliseconds: [0, 250, 0, 0, 0, 0])
        activity.streams = activity.streams.selecting([1])
        let text = String(decoding: GPXEncoder.encode(activity), as: UTF8.self)
        let point =
            #"<trkpt lat="47.123457" lon="-8.500001"><ele>-10.5</ele>"#
            + "<time>2024-05-01T06:00:01.250Z</time><extensions><power>210</power>"
            + "<gpxtpx:TrackPointExtension><gpxtpx:atemp>-5</gpxtpx:atemp><gpxtpx:hr>141</gpxtpx:hr>"
            + "<gpxtpx:cad>85</gpxtpx:cad></gpxtpx:TrackPointExtension></extensions></trkpt>"
        #expect(text.contains(point), "\(text)")
        #expect(text.contains("<type>cycling</type>"))
        #expect(text.contains("<metadata><time>2024-05-01T06:00:00Z</time></metadata>"))
    }

    @Test(arguments: [
        "AlpineSki", "Badminton", "EMountainBikeRide", "GravelRide", "Hike", "HighIntensityIntervalTraining",
        "MountainBikeRide", "NordicSki", "Ride", "RollerSki", "Run", "StandUpPaddling", "Swim", "TrailRun",
        "VirtualRide", "VirtualRow", "Walk", "WeightTraining", "Wheelchair", "Workout", "Yoga",
    ])
    func `tells the sport by a name that is read back`(sportType: String) throws {
        var activity = ExportedSample.everything()
        activity.sportType = sportType
        #expect(try roundTrip(activity).sportType == sportType)
    }

    @Test(
        arguments: [
            (0, "1970-01-01T00:00:00Z"), (-1, "1969-12-31T23:59:59.999Z"),
            (951_782_399_000, "2000-02-28T23:59:59Z"), (951_868_800_000, "2000-03-01T00:00:00Z"),
            (4_107_542_400_000, "2100-03-01T00:00:00Z"), (-2_208_988_800_000, "1900-01-01T00:00:00Z"),
        ] as [(Int64, String)])
    func `times are right across years`(milliseconds: Int64, text: String) {
        var streams = StreamSet(time: [0])
        streams[.heartrate] = [100]
        let activity = ExportedActivity(
            sportType: "Run", startMilliseconds: milliseconds, streams: streams)
        let file = String(decoding: GPXEncoder.encode(activity), as: UTF8.self)
        #expect(file.contains("<time>\(text)</time>"), "\(file)")
    }
}

@Suite struct `Laps of a written file` {
    @Test func `have their figures from the samples`() throws {
        let activity = ExportedSample.hour()
        try #require(activity.laps.count == 2)
        let (first, second) = (activity.laps[0], activity.laps[1])
        #expect(first.trigger == "manual" && second.trigger == "distance")
        #expect(first.totals.elapsedSeconds == 1000)
        #expect(first.totals.timerSeconds == 1000)
        #expect(first.totals.distanceMeters == 3000)
        #expect(first.totals.averageSpeed == 3)
        #expect(first.totals.maximumSpeed == 3.006)
        #expect(first.totals.maximumHeartrate == 169)
        #expect(first.totals.averageWatts == 249.5)
        #expect(second.totals.elapsedSeconds == 2599)
        #expect(second.totals.distanceMeters == 7797)
        #expect(activity.totals.elapsedSeconds == 3599)
        #expect(activity.totals.distanceMeters == 10_797)
        #expect(activity.totals.averageTemperature == nil)
    }

    @Test func `that have no samples are left out, and one alone is none`() {
        var activity = ExportedSample.everything()
        activity.summarise(laps: [
            RecordedLap(startMilliseconds: ExportedSample.start - 90_000),
            RecordedLap(startMilliseconds: ExportedSample.start - 60_000),
            RecordedLap(startMilliseconds: ExportedSample.start + 30_000),
            RecordedLap(startMilliseconds: ExportedSample.start + 90_000),
        ])
        #expect(
            activity.laps.map(\.startMilliseconds) == [ExportedSample.start, ExportedSample.start + 30_000])
        activity.summarise(laps: [RecordedLap(startMilliseconds: ExportedSample.start)])
        #expect(activity.laps.isEmpty)
    }

    @Test func `don't count pauses as timer time`() {
        var activity = ExportedSample.everything()
        activity.summarise(laps: [])
        #expect(activity.totals.elapsedSeconds == 64)
        #expect(activity.totals.timerSeconds == 4)
        #expect(activity.totals.maximumWatts == 1500)
    }

    @Test func `tell nothing of channels that have been taken out`() {
        var activity = ExportedSample.hour()
        activity.streams = activity.streams.keeping { $0 != .heartrate && $0 != .watts }
        activity.summarise(laps: activity.laps)
        for totals in activity.laps.map(\.totals) + [activity.totals] {
            #expect(totals.averageHeartrate == nil && totals.maximumHeartrate == nil)
            #expect(totals.averageWatts == nil && totals.maximumWatts == nil)
        }
    }
}
