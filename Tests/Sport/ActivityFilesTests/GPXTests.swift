import ActivityFiles
import Compression
import Streams
import Testing

@Suite struct `GPX` {
    private func decode(_ text: String) throws -> DecodedActivity {
        try #require(ActivityFile.decode(text.bytes).first)
    }

    private let garmin = """
        <gpxtpx:TrackPointExtension><gpxtpx:atemp>21.4</gpxtpx:atemp><gpxtpx:hr>140</gpxtpx:hr>\
        <gpxtpx:cad>85</gpxtpx:cad></gpxtpx:TrackPointExtension><power>210</power>
        """

    @Test func `becomes columns from its start`() throws {
        var gpx = SyntheticGPX(extensions: garmin)
        gpx.root = #"<gpx version="1.1" creator="test" xmlns:gpxtpx="http://www.garmin.com/x/v1">"#
        let activity = try decode(gpx.text)
        #expect(activity.format == .gpx)
        #expect(activity.name == "A ride")
        #expect(activity.notes == "Round the lake")
        #expect(activity.creator == "test")
        #expect(activity.sportHint == "cycling")
        #expect(activity.sportType == "Ride")
        #expect(activity.startMilliseconds == 1_714_543_200_000)
        #expect(activity.utcOffsetSeconds == nil)
        #expect(activity.warnings.isEmpty)
        let streams = activity.streams
        #expect(streams.time == [0, 1, 2])
        #expect(streams[.latitude] == [470_000_000, 470_010_000, 470_020_000])
        #expect(streams[.longitude] == [85_000_000, 85_000_000, 85_000_000])
        #expect(streams[.altitude] == [4005, 4015, 4025])
        #expect(streams[.heartrate] == [140, 140, 140])
        #expect(streams[.cadence] == [85, 85, 85])
        #expect(streams[.watts] == [210, 210, 210])
        #expect(streams[.temp] == [21, 21, 21])
        #expect(streams[.milliseconds] == nil && streams[.part] == nil)
    }

    @Test(arguments: [
        "<ns3:TrackPointExtension><ns3:hr>99</ns3:hr></ns3:TrackPointExtension>", "<hr>99</hr>",
        "<gpxdata:hr>99</gpxdata:hr>", "<heartrate>99</heartrate>", "<a:b><a:c><x:hr>99</x:hr></a:c></a:b>",
        "<x:hr><![CDATA[ 99 ]]></x:hr>", "<x:hr>98.6</x:hr>", "<hr>99</hr><hr>150</hr>", "<hr>&#57;9</hr>",
    ])
    func `finds heart rate whatever its prefix`(extensions: String) throws {
        #expect(try decode(SyntheticGPX(extensions: extensions).text).streams[.heartrate] == [99, 99, 99])
    }

    @Test(arguments: [
        "<power>210</power>", "<a:PowerExtension><a:PowerInWatts>210</a:PowerInWatts></a:PowerExtension>",
        "<pwr:PowerInWatts xmlns:pwr='urn:PowerExtension'>210</pwr:PowerInWatts>",
        "<x:TPX><x:Watts>210</x:Watts></x:TPX>", "<gpxdata:power>210</gpxdata:power>", "<watts>210.4</watts>",
    ])
    func `finds power whatever its prefix`(extensions: String) throws {
        #expect(try decode(SyntheticGPX(extensions: extensions).text).streams[.watts] == [210, 210, 210])
    }

    @Test(arguments: [
        "<gpxtpx:TrackPointExtension><gpxtpx:atemp>-3.2</gpxtpx:atemp></gpxtpx:TrackPointExtension>",
        "<gpxdata:temp>-3</gpxdata:temp>", "<temperature>-3</temperature>",
        "<ns9:Temperature>-2.6</ns9:Temperature>",
    ])
    func `finds temperature whatever its prefix`(extensions: String) throws {
        #expect(try decode(SyntheticGPX(extensions: extensions).text).streams[.temp] == [-3, -3, -3])
    }

    @Test(arguments: [
        "<hr>0</hr>", "<hr>-1</hr>", "<hr></hr>", "<hr>abc</hr>", "<hr>1e9</hr>", "<hr>NaN</hr>",
    ])
    func `takes no heart rate for what isn't one`(extensions: String) throws {
        #expect(try decode(SyntheticGPX(extensions: extensions).text).streams[.heartrate] == nil)
    }

    @Test func `a sensor that comes and goes leaves gaps`() throws {
        let gpx = SyntheticGPX()
        let text = gpx.file(segments: [
            SyntheticGPX(extensions: "<hr>100</hr>").point(seconds: 0, index: 0)
                + gpx.point(seconds: 1, index: 1)
        ])
        #expect(try decode(text).streams[.heartrate] == [100, StreamSet.missing])
    }

    @Test func `is read in every usual encoding`() throws {
        var gpx = SyntheticGPX()
        gpx.metadata = "<name>Über den Paß</name>"
        let expected = try decode(gpx.text)
        #expect(expected.name == "Über den Paß")
        let mark: [UInt8] = [0xef, 0xbb, 0xbf]
        #expect(try ActivityFile.decode(mark + gpx.text.bytes) == [expected])
        #expect(try ActivityFile.decode(" \r\n\t".bytes + gpx.text.bytes) == [expected])
        for declared in ["UTF-16", "UTF-8"] {
            gpx.header = #"<?xml version="1.0" encoding="\#(declared)"?>"#
            #expect(try ActivityFile.decode(gpx.text.utf16Bytes(bigEndian: true)) == [expected])
            #expect(try ActivityFile.decode(gpx.text.utf16Bytes(bigEndian: false)) == [expected])
        }
        gpx.header = #"<?xml version="1.0" encoding="ISO-8859-1"?>"#
        let latin = gpx.text.unicodeScalars.map { UInt8($0.value) }
        #expect(try ActivityFile.decode(latin) == [expected])
    }

    @Test func `gzip is taken off, also twice`() throws {
        let text = SyntheticGPX().text
        let expected = try decode(text)
        let once = try Gzip.deflate(text.bytes)
        let twice = try Gzip.deflate(once)
        #expect(try ActivityFile.decode(once, declaredType: .gpxGzip) == [expected])
        #expect(try ActivityFile.decode(twice) == [expected])
        let thrice = try Gzip.deflate(twice)
        let error = #expect(throws: ActivityFileError.self) { try ActivityFile.decode(thrice) }
        #expect(error?.code == .badCompression)
    }

    @Test func `another format than declared is a warning`() throws {
        let activity = try #require(
            ActivityFile.decode(SyntheticGPX().text.bytes, declaredType: .tcxGzip).first)
        #expect(activity.warnings.map(\.code) == [.otherFormat])
    }

    @Test func `times go backwards or stand still`() throws {
        let gpx = SyntheticGPX()
        let points = [(0, 0), (5, 1), (3, 2), (6, 3), (6, 3), (6, 4), (7, 5)].map {
            gpx.point(seconds: $0, index: $1)
        }
        let activity = try decode(gpx.file(segments: [points.joined()]))
        // Two places in one second are both kept: they are the way that was gone.
        #expect(activity.streams.time == [0, 5, 6, 6, 7])
        #expect(activity.warnings.map(\.code) == [.backwardTimes, .repeatedPoints])
        #expect(activity.warnings.map(\.line) == [5, 7])
    }

    @Test func `segments are parts, in the order of time`() throws {
        let gpx = SyntheticGPX()
        let early = gpx.point(seconds: 0, index: 0) + gpx.point(seconds: 1, index: 1)
        let late = gpx.point(seconds: 60, index: 2) + gpx.point(seconds: 61, index: 3)
        let ordered = try decode(gpx.file(segments: [early, "", late]))
        #expect(ordered.streams.time == [0, 1, 60, 61])
        #expect(ordered.streams[.part] == [0, 0, 1, 1])
        #expect(ordered.pauses.map { $0.endMilliseconds - $0.startMilliseconds } == [59_000])
        #expect(ordered.warnings.isEmpty)
        let mixed = try decode(gpx.file(segments: [late, early]))
        #expect(mixed.streams == ordered.streams)
        #expect(mixed.warnings.map(\.code) == [.unorderedSegments])
    }

    @Test func `fractions of seconds and zones are kept`() throws {
        let times = [
            "2024-05-01T08:00:00.250+02:00", "2024-05-01T08:00:00.500+02:00", "2024-05-01T06:00:01.25Z",
        ]
        let points = times.enumerated().map { index, time in
            #"<trkpt lat="47.12345678" lon="-8.00000\#(index)1"><time>\#(time)</time></trkpt>"#
        }
        let activity = try decode(SyntheticGPX().file(segments: [points.joined()]))
        #expect(activity.startMilliseconds == 1_714_543_200_250)
        #expect(activity.utcOffsetSeconds == 7200)
        #expect(activity.streams.seconds == [0, 0.25, 1])
        // Faster than 1 Hz, so with all decimals.
        #expect(activity.streams[.latitude] == [471_234_568, 471_234_568, 471_234_568])
        #expect(activity.streams[.longitude] == [-80_000_001, -80_000_011, -80_000_021])
    }

    @Test func `positions may be missing, times may not`() throws {
        let gpx = SyntheticGPX()
        let points = [
            #"<trkpt><time>2024-05-01T06:00:00Z</time></trkpt>"#,
            #"<trkpt lat="91" lon="8"><time>2024-05-01T06:00:01Z</time></trkpt>"#,
            #"<trkpt lat="0.0" lon="0.0"><time>2024-05-01T06:00:02Z</time></trkpt>"#,
            #"<trkpt lat="47" lon="8"></trkpt>"#, gpx.point(seconds: 4, index: 0),
        ]
        let activity = try decode(gpx.file(segments: [points.joined(separator: "\n")]))
        let missing = StreamSet.missing
        #expect(activity.streams.time == [0, 1, 2, 4])
        #expect(activity.streams[.latitude] == [missing, missing, missing, 470_000_000])
        #expect(activity.warnings.map(\.code) == [.untimedPoints, .badPositions])
        #expect(activity.warnings.map(\.count) == [1, 2])
    }

    @Test func `a route with times that somebody could have kept is a recording`() throws {
        func route(_ seconds: [Int], latitudes: [Double]) -> String {
            let points = zip(seconds, latitudes).map { second, latitude in
                #"<rtept lat="\#(latitude)" lon="8"><time>2024-05-01T06:00:\#(second)Z</time></rtept>"#
            }
            return "<gpx><metadata><name>Out</name></metadata><rte>\(points.joined())</rte></gpx>"
        }
        let activity = try decode(route([10, 20, 30], latitudes: [47, 47.001, 47.002]))
        #expect(activity.streams.time == [0, 10, 20])
        #expect(activity.name == "Out")
        for refused in [
            // Nobody is that fast: the points were drawn one after another.
            route([10, 12, 14], latitudes: [47, 47.1, 47.2]), route([30, 20, 10], latitudes: [47, 47, 47]),
            route([10, 10], latitudes: [47, 47]),
            route([10, 20], latitudes: [47, 47]).split(separator: "2024-").joined(),
        ] {
            let error = #expect(throws: ActivityFileError.self) { try ActivityFile.decode(refused.bytes) }
            #expect(error?.code == .routeOnly)
        }
    }

    @Test(arguments: [
        (extensions: "<x:TrackPointExtension><x:speed>3.5</x:speed></x:TrackPointExtension>", expected: 3500),
        // Nobody knows in which unit.
        (extensions: "<speed>12.6</speed>", expected: nil),
    ])
    func `speed is Garmin's`(extensions: String, expected: Int32?) throws {
        let speeds = try decode(SyntheticGPX(extensions: extensions).text).streams[.velocitySmooth]
        #expect(speeds == expected.map { [$0, $0, $0] })
    }

    @Test func `in version 1.0 speed and name stand without extensions`() throws {
        let text = """
            <gpx version="1.0" creator="old"><name>Walk</name><trk><trkseg><trkpt lat="1" lon="2">\
            <ele>3</ele><time>2004-05-01T06:00:00Z</time><course>10.5</course><speed>1.25</speed></trkpt>\
            </trkseg></trk></gpx>
            """
        let activity = try decode(text)
        #expect(activity.name == "Walk")
        #expect(activity.streams[.velocitySmooth] == [1250])
    }

    @Test func `a long activity has no more than a million samples`() throws {
        let point = #"<trkpt lat="47" lon="8"/>"#
        let text = SyntheticGPX().file(segments: [String(repeating: point, count: StreamSet.sampleLimit + 1)])
        let error = #expect(throws: ActivityFileError.self) { try ActivityFile.decode(text.bytes) }
        #expect(error?.code == .tooManyPoints)
    }
}
