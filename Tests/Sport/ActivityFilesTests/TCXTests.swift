import ActivityFiles
import Compression
import Streams
import Testing

@Suite struct `TCX` {
    private let tcx = SyntheticTCX()

    private func decode(_ text: String) throws -> DecodedActivity {
        let activities = try ActivityFile.decode(text.bytes)
        #expect(activities.count == 1)
        return try #require(activities.first)
    }

    private func refusal(_ text: String) -> ActivityFileError? {
        #expect(throws: ActivityFileError.self) { try ActivityFile.decode(text.bytes) }
    }

    private let sensors = """
        <AltitudeMeters>400.5</AltitudeMeters><DistanceMeters>12.34</DistanceMeters>\
        <HeartRateBpm><Value>140</Value></HeartRateBpm><Cadence>85</Cadence><Extensions><ns3:TPX>\
        <ns3:Speed>7.25</ns3:Speed><ns3:Watts>210</ns3:Watts></ns3:TPX></Extensions>
        """

    @Test func `becomes columns from its start`() throws {
        let lap = tcx.lap(tcx.point(at: 0, index: 0, sensors), tcx.point(at: 1, index: 1))
        let activity = try decode(tcx.file(lap, notes: "Round the lake"))
        #expect(activity.format == .tcx)
        #expect(activity.name == nil)
        #expect(activity.notes == "Round the lake")
        #expect(activity.creator == "Edge 530")
        #expect(
            activity.devices == [
                RecordingDevice(product: "Edge 530", serialNumber: 3_305_146_736, softwareVersion: "9.75")
            ])
        #expect(activity.sportHint == "Biking")
        #expect(activity.sportType == "Ride")
        #expect(activity.startMilliseconds == 1_714_543_200_000)
        let (streams, missing) = (activity.streams, StreamSet.missing)
        #expect(streams.time == [0, 1])
        #expect(streams[.latitude] == [470_000_000, 470_010_000])
        #expect(streams[.longitude] == [85_000_000, 85_000_000])
        #expect(streams[.altitude] == [4005, missing])
        #expect(streams[.distance] == [123, missing])
        #expect(streams[.velocitySmooth] == [7250, missing])
        #expect(streams[.heartrate] == [140, missing])
        #expect(streams[.cadence] == [85, missing])
        #expect(streams[.watts] == [210, missing])
    }

    @Test(arguments: [
        "<TPX xmlns='urn:x'><Watts>99</Watts></TPX>", "<a:TPX><a:Watts>99</a:Watts></a:TPX>",
        "<ns3:TPX CadenceSensor='Bike'><ns3:Watts> 99 </ns3:Watts></ns3:TPX>", "<Watts>98.6</Watts>",
    ])
    func `finds power whatever its prefix`(extensions: String) throws {
        let point = tcx.point(at: 0, index: 0, "<Extensions>\(extensions)</Extensions>")
        #expect(try decode(tcx.file(tcx.lap(point))).streams[.watts] == [99])
    }

    @Test func `a runner's cadence is that of one leg, from the extension`() throws {
        let point = tcx.point(
            at: 0, index: 0, "<Extensions><TPX><RunCadence>88</RunCadence></TPX></Extensions>")
        #expect(try decode(tcx.file(tcx.lap(point))).streams[.cadence] == [88])
    }

    @Test func `laps keep what the device says, and the activity has their sum`() throws {
        let first = """
            <TotalTimeSeconds>10</TotalTimeSeconds><DistanceMeters>100</DistanceMeters>\
            <MaximumSpeed>12</MaximumSpeed><Calories>5</Calories><AverageHeartRateBpm><Value>120</Value>\
            </AverageHeartRateBpm><MaximumHeartRateBpm><Value>150</Value></MaximumHeartRateBpm>\
            <Cadence>80</Cadence><TriggerMethod>Manual</TriggerMethod><Extensions><ns3:LX>\
            <ns3:AvgSpeed>10</ns3:AvgSpeed><ns3:AvgWatts>200</ns3:AvgWatts><ns3:MaxWatts>300</ns3:MaxWatts>\
            <ns3:MaxBikeCadence>95</ns3:MaxBikeCadence></ns3:LX></Extensions>
            """
        let second = """
            <TotalTimeSeconds>30</TotalTimeSeconds><DistanceMeters>200</DistanceMeters>\
            <Calories>7</Calories><AverageHeartRateBpm><Value>140</Value></AverageHeartRateBpm>\
            <MaximumHeartRateBpm><Value>145</Value></MaximumHeartRateBpm><Cadence>90</Cadence>\
            <TriggerMethod>Location</TriggerMethod><Extensions><ns3:LX><ns3:AvgWatts>240</ns3:AvgWatts>\
            </ns3:LX></Extensions>
            """
        let activity = try decode(
            tcx.file(
                tcx.lap(at: 0, totals: first, tcx.point(at: 0, index: 0) + tcx.point(at: 9, index: 1)),
                tcx.lap(at: 12, totals: second, tcx.point(at: 12, index: 2) + tcx.point(at: 42, index: 3))))
        #expect(activity.laps.map(\.startMilliseconds) == [1_714_543_200_000, 1_714_543_212_000])
        #expect(activity.laps.map(\.trigger) == ["manual", "position_marked"])
        #expect(activity.laps.map(\.totals.elapsedSeconds) == [12, 30])
        #expect(activity.laps.map(\.totals.timerSeconds) == [10, 30])
        #expect(activity.laps[0].totals.maximumCadence == 95)
        #expect(activity.laps[0].totals.averageSpeed == 10)
        #expect(activity.laps[1].totals.maximumHeartrate == 145)
        let totals = activity.totals
        #expect(totals.elapsedSeconds == nil)
        #expect(totals.timerSeconds == 40)
        #expect(totals.distanceMeters == 300)
        #expect(totals.calories == 12)
        #expect(totals.averageHeartrate == 135)
        #expect(totals.maximumHeartrate == 150)
        #expect(totals.averageCadence == 87.5)
        #expect(totals.averageWatts == 230)
        #expect(totals.maximumWatts == 300)
        #expect(totals.maximumSpeed == 12)
        // From lap to lap the timer ran on.
        #expect(activity.streams[.part] == nil)
    }

    @Test func `another track in a lap is what follows a pause`() throws {
        let activity = try decode(
            tcx.file(
                tcx.lap(
                    tcx.point(at: 0, index: 0) + tcx.point(at: 1, index: 1), "",
                    tcx.point(at: 61, index: 2) + tcx.point(at: 62, index: 3)),
                tcx.lap(at: 63, tcx.point(at: 63, index: 4))))
        #expect(activity.streams[.part] == [0, 0, 1, 1, 1])
        let start = activity.startMilliseconds
        #expect(
            activity.pauses == [
                TimerPause(startMilliseconds: start + 1000, endMilliseconds: start + 61_000)
            ])
    }

    @Test func `laps that count their way from zero are put behind each other`() throws {
        func point(_ seconds: Int, meters: Double) -> String {
            tcx.point(at: seconds, index: seconds, "<DistanceMeters>\(meters)</DistanceMeters>")
        }
        let activity = try decode(
            tcx.file(
                tcx.lap(point(0, meters: 0) + point(1, meters: 8)),
                tcx.lap(at: 2, point(2, meters: 0.5) + point(3, meters: 9)),
                tcx.lap(at: 4, point(4, meters: 1))))
        #expect(activity.streams[.distance] == [0, 80, 85, 170, 180])
    }

    @Test func `a distance that never moves is none`() throws {
        let points = (0..<3).map { tcx.point(at: $0, index: $0, "<DistanceMeters>0.0</DistanceMeters>") }
        #expect(try decode(tcx.file(tcx.lap(points.joined()))).streams[.distance] == nil)
    }

    @Test func `positions may be missing or wrong, times may not`() throws {
        let position = "<Position><LatitudeDegrees>LAT</LatitudeDegrees></Position>"
        let points = [
            "<Trackpoint><Time>2024-05-01T06:00:00Z</Time></Trackpoint>",
            "<Trackpoint><Time>2024-05-01T06:00:01+00:00</Time>\(position)</Trackpoint>",
            "<Trackpoint>\(position)</Trackpoint>",
            """
            <Trackpoint><Time>2024-05-01T06:00:02Z</Time><Position><LatitudeDegrees>0</LatitudeDegrees>\
            <LongitudeDegrees>0.0</LongitudeDegrees></Position></Trackpoint>
            """, tcx.point(at: 4, index: 0),
        ]
        let activity = try decode(tcx.file(tcx.lap(points.joined(separator: "\n"))))
        let missing = StreamSet.missing
        #expect(activity.streams.time == [0, 1, 2, 4])
        #expect(activity.streams[.latitude] == [missing, missing, missing, 470_000_000])
        #expect(activity.warnings.map(\.code) == [.untimedPoints, .badPositions])
        #expect(activity.warnings.map(\.count) == [1, 2])
    }

    @Test func `points of one time are one, with what each of them has`() throws {
        let sensor = "<Trackpoint><Time>\(tcx.time(0))</Time><Cadence>81</Cadence></Trackpoint>"
        let activity = try decode(tcx.file(tcx.lap(tcx.point(at: 0, index: 0) + sensor)))
        #expect(activity.streams.count == 1)
        #expect(activity.streams[.latitude] == [470_000_000])
        #expect(activity.streams[.cadence] == [81])
        #expect(activity.warnings.map(\.code) == [.repeatedPoints])
    }

    @Test func `null characters in a name are blanks, and a warning`() throws {
        let text = tcx.file(tcx.lap(tcx.point(at: 0, index: 0)))
            .split(separator: "Edge 530").joined(separator: "Edge 530\0\0")
        let activity = try decode(text)
        #expect(activity.creator == "Edge 530")
        #expect(activity.warnings.map(\.code) == [.damaged])
        #expect(activity.warnings.first?.line == 4)
    }

    @Test func `each activity of a multisport session is one`() throws {
        var run = tcx
        run.sport = "Running"
        let session = """
            <Activities><MultiSportSession><Id>2024-05-01T06:00:00Z</Id>\
            <FirstSport>\(tcx.activity(tcx.lap(tcx.point(at: 0, index: 0))))</FirstSport>\
            <NextSport><Transition StartTime="\(tcx.time(5))"><Track>\(tcx.point(at: 5, index: 1))</Track>\
            </Transition>\(run.activity(tcx.lap(at: 9, tcx.point(at: 9, index: 2))))</NextSport>\
            </MultiSportSession>\(tcx.activity(""))</Activities>
            """
        let activities = try ActivityFile.decode(tcx.database(session).bytes)
        #expect(activities.map(\.sportHint) == ["Biking", "Running"])
        #expect(activities.map(\.streams.count) == [1, 1])
        #expect(activities.map(\.laps.count) == [1, 1])
        #expect(activities[1].startMilliseconds - activities[0].startMilliseconds == 9000)
        #expect(activities[0].warnings.map(\.code) == [.emptyRecordings])
    }

    @Test func `is read in every usual encoding, also behind blanks`() throws {
        var tcx = tcx
        let lap = tcx.lap(tcx.point(at: 0, index: 0))
        let text = tcx.file(lap, notes: "Über den Paß")
        let expected = try decode(text)
        #expect(expected.notes == "Über den Paß")
        #expect(try ActivityFile.decode([0xef, 0xbb, 0xbf] + text.bytes) == [expected])
        #expect(try ActivityFile.decode("          ".bytes + text.bytes) == [expected])
        #expect(try ActivityFile.decode(Gzip.deflate(text.bytes)) == [expected])
        for declared in ["UTF-16", "UTF-8"] {
            tcx.header = #"<?xml version="1.0" encoding="\#(declared)"?>"#
            let text = tcx.file(lap, notes: "Über den Paß")
            #expect(try ActivityFile.decode(text.utf16Bytes(bigEndian: true)) == [expected])
            #expect(try ActivityFile.decode(text.utf16Bytes(bigEndian: false)) == [expected])
        }
    }

    @Test func `that nobody has done is refused`() {
        let course = """
            <Courses><Course><Name>Loop</Name><Lap><TotalTimeSeconds>1</TotalTimeSeconds></Lap>\
            <Track>\(tcx.point(at: 0, index: 0))</Track></Course></Courses>
            """
        #expect(refusal(tcx.database(course))?.code == .notActivity)
        let workout = "<Workouts><Workout Sport='Running'><Name>x</Name></Workout></Workouts>"
        #expect(refusal(tcx.database(workout))?.code == .notActivity)
        #expect(refusal(tcx.database("<Author><Name>x</Name></Author>"))?.code == .noTrack)
        #expect(refusal(tcx.file(tcx.lap("")))?.code == .noPoints)
        let untimed = refusal(tcx.file(tcx.lap("<Trackpoint><Cadence>1</Cadence></Trackpoint>")))
        #expect(untimed?.code == .noTimes)
        #expect(untimed?.line == 3)
    }

    @Test func `has bounded activities, laps and points`() {
        let activities = String(repeating: "<Activity></Activity>", count: 1001)
        #expect(refusal(tcx.database("<Activities>\(activities)</Activities>"))?.code == .tooComplex)
        #expect(refusal(tcx.file(String(repeating: "<Lap></Lap>", count: 20_001)))?.code == .tooComplex)
        let points = String(repeating: "<Trackpoint/>", count: StreamSet.sampleLimit + 1)
        #expect(refusal(tcx.file(tcx.lap(points)))?.code == .tooManyPoints)
    }

    @Test func `cut off at any byte gives the points before it, or a typed error`() throws {
        let points = (0..<4).map { tcx.point(at: $0, index: $0, sensors) }
        let text = tcx.file(tcx.lap(points.joined())).bytes
        var counts: [Int] = []
        for length in 0..<text.count {
            switch Result(catching: { () throws(ActivityFileError) in
                try ActivityFile.decode(Array(text[..<length]))
            }) {
            case .success(let activities):
                counts.append(activities[0].streams.count)
                #expect(activities[0].warnings.map(\.code) == [.damaged])
            case .failure(let error):
                #expect([.empty, .unrecognised, .badXML, .noTimes].contains(error.code))
            }
        }
        #expect(counts == counts.sorted())
        #expect(Set(counts) == Set(1...4))
    }
}
