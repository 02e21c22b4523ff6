import ActivityFiles
import Streams
import Testing

@Suite struct `Written TCX` {
    private func text(_ activity: ExportedActivity) -> String {
        String(decoding: TCXEncoder.encode(activity), as: UTF8.self)
    }

    /// The contents of all elements with this start tag.
    private func contents(_ tag: String, in text: String) -> [String] {
        let name = tag.split(separator: " ").first.map(String.init) ?? tag
        return text.components(between: "<\(tag)>", and: "</\(name)>")
    }

    private func roundTrip(_ activity: ExportedActivity) throws -> DecodedActivity {
        try #require(ActivityFile.decode(TCXEncoder.encode(activity)).first)
    }

    @Test(arguments: [nil, [0, 0, 250, 0, 999, 1]] as [[Int32]?])
    func `reads back to the same values`(milliseconds: [Int32]?) throws {
        let activity = ExportedSample.everything(milliseconds: milliseconds)
        let read = try roundTrip(activity)
        #expect(read.format == .tcx)
        #expect(read.warnings.isEmpty)
        #expect(read.notes == "Erste Zeile\nzweite\tZeile ]]> \u{1F6B4} ende")
        #expect(read.sportType == "Ride")
        #expect(read.startMilliseconds == ExportedSample.start)
        let written = activity.streams.keeping { $0 != .temp }
        #expect(read.streams.kinds == written.kinds)
        for kind in written.kinds { #expect(read.streams[kind] == written[kind], "\(kind)") }
    }

    @Test(arguments: ["Run", "Ride"])
    func `laps read back with their figures`(sportType: String) throws {
        let activity = ExportedSample.hour(sportType: sportType)
        let read = try roundTrip(activity)
        #expect(read.sportType == sportType)
        #expect(read.streams == activity.streams)
        #expect(read.pauses.isEmpty)
        #expect(read.laps.map(\.startMilliseconds) == activity.laps.map(\.startMilliseconds))
        #expect(read.laps.map(\.trigger) == activity.laps.map(\.trigger))
        for (lap, written) in zip(read.laps, activity.laps) {
            #expect(lap.totals.elapsedSeconds == written.totals.elapsedSeconds)
            #expect(lap.totals.timerSeconds == written.totals.timerSeconds)
            #expect(lap.totals.distanceMeters == written.totals.distanceMeters)
            #expect(lap.totals.averageSpeed == written.totals.averageSpeed)
            #expect(lap.totals.maximumHeartrate == written.totals.maximumHeartrate)
            #expect(lap.totals.maximumWatts == written.totals.maximumWatts)
            #expect(lap.totals.maximumCadence == written.totals.maximumCadence)
        }
    }

    @Test func `a point is what devices write`() {
        var activity = ExportedSample.everything(milliseconds: [0, 250, 0, 0, 0, 0])
        activity.streams = activity.streams.selecting([1])
        let point =
            "<Trackpoint><Time>2024-05-01T06:00:01.250Z</Time><Position>"
            + "<LatitudeDegrees>47.123457</LatitudeDegrees><LongitudeDegrees>-8.500001</LongitudeDegrees>"
            + "</Position><AltitudeMeters>-10.5</AltitudeMeters><DistanceMeters>2.7</DistanceMeters>"
            + "<HeartRateBpm><Value>141</Value></HeartRateBpm><Cadence>85</Cadence><Extensions><ns3:TPX>"
            + "<ns3:Speed>2.7</ns3:Speed><ns3:Watts>210</ns3:Watts></ns3:TPX></Extensions></Trackpoint>"
        #expect(text(activity).contains(point), "\(text(activity))")
    }

    @Test func `the cadence of a run is an extension`() {
        let run = text(ExportedSample.hour())
        #expect(run.contains(#"<Activity Sport="Running">"#))
        #expect(!run.contains("<Cadence>"))
        #expect(contents("ns3:RunCadence", in: run).count == 3600)
        let ride = text(ExportedSample.hour(sportType: "GravelRide"))
        #expect(ride.contains(#"<Activity Sport="Biking">"#))
        #expect(contents("Cadence", in: ride).count == 3602)
    }

    @Test func `laps have their own points and figures`() {
        let file = text(ExportedSample.hour())
        let laps = file.components(between: "<Lap ", and: "</Lap>")
        #expect(laps.map { contents("Trackpoint", in: $0).count } == [1000, 2600])
        #expect(
            laps.map { $0.prefix(32) } == [
                #"StartTime="2024-05-01T06:00:00Z""#, #"StartTime="2024-05-01T06:16:40Z""#,
            ])
        #expect(laps.flatMap { contents("TotalTimeSeconds", in: $0) } == ["1000", "2599"])
        #expect(laps.flatMap { contents("DistanceMeters", in: $0).prefix(1) } == ["3000", "7797"])
        #expect(contents("TriggerMethod", in: file) == ["Manual", "Distance"])
        #expect(contents("Id", in: file) == ["2024-05-01T06:00:00Z"])
    }

    @Test func `a pause begins another track`() {
        let tracks = contents("Track", in: text(ExportedSample.everything()))
        #expect(tracks.map { contents("Trackpoint", in: $0).count } == [3, 3])
    }

    @Test func `what can't be said isn't`() {
        var activity = ExportedSample.everything()
        activity.totals.averageHeartrate = 0
        activity.totals.maximumHeartrate = 300
        activity.totals.averageSpeed = .nan
        activity.totals.calories = 1e9
        let file = text(activity)
        #expect(!file.contains("HeartRateBpm><Value>0") && !file.contains("300"))
        #expect(file.contains("<Calories>65535</Calories>"))
        #expect(file.contains("<Notes>Erste Zeile\nzweite\tZeile ]]&gt; \u{1F6B4} ende</Notes>"))
    }
}

extension String {
    /// What stands between each start and the next end.
    fileprivate func components(between start: String, and end: String) -> [String] {
        var found: [String] = []
        var rest = self[...]
        while let begin = rest.firstRange(of: start) {
            rest = rest[begin.upperBound...]
            guard let finish = rest.firstRange(of: end) else { break }
            found.append(String(rest[..<finish.lowerBound]))
            rest = rest[finish.upperBound...]
        }
        return found
    }
}
