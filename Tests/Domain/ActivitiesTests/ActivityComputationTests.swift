import ActivityFiles
import Compression
import FoundationEssentials
import Geo
import JSON
import Kernel
import Streams
import TestWorld
import Testing

@testable import Activities

@Suite struct ActivityComputationTests {
    @Test func `a ride becomes figures, a line and streams`() throws {
        let computed = try ActivityComputation.recordings(
            in: SampleGPX.ride(), dataType: .gpx, wishes: UploadWishes())[0]
        #expect(computed.details.sportType == .ride)
        #expect(computed.details.name == "Morning Ride")
        #expect(computed.figures.elapsedSeconds == 119)
        #expect(abs(computed.figures.distanceMeters - 1190) < 2)
        #expect(abs(computed.figures.averageSpeed - 10) < 0.1)
        #expect(computed.figures.maximumHeartRate == 139)
        #expect(computed.figures.averageCadence == 85)
        #expect(computed.start.utcOffsetSeconds == 7200)
        let geometry = try #require(computed.geometry)
        #expect(try EncodedPolyline.decode(geometry.summaryPolyline).count >= 2)
        let streams = try StreamCodec.decode(computed.streamBlob)
        #expect(streams.count == 120)
        #expect(streams[.distance] != nil)
        #expect(streams[.velocitySmooth] == nil)
    }

    @Test func `a TCX file becomes one too, also under a wrong name`() throws {
        var points = ""
        for second in 10..<40 {
            points += """
                <Trackpoint><Time>2026-05-02T06:00:\(second)Z</Time>\
                <DistanceMeters>\(second * 3)</DistanceMeters>\
                <HeartRateBpm><Value>\(100 + second)</Value></HeartRateBpm></Trackpoint>
                """
        }
        let file = """
            <TrainingCenterDatabase><Activities><Activity Sport="Running"><Lap><Track>\(points)</Track></Lap>\
            <Notes>On the treadmill</Notes></Activity></Activities></TrainingCenterDatabase>
            """
        let computed = try ActivityComputation.recordings(
            in: Array(file.utf8), dataType: .gpx, wishes: UploadWishes())[0]
        #expect(computed.details.sportType == .run)
        #expect(computed.details.description == "On the treadmill")
        #expect(computed.figures.elapsedSeconds == 29)
        #expect(computed.figures.distanceMeters == 117)
        #expect(computed.figures.maximumHeartRate == 139)
    }

    @Test func `a route with times isn't refused at first sight, one without is`() throws {
        func route(_ time: String) -> [UInt8] {
            Array("<gpx><rte><rtept lat=\"1\" lon=\"2\">\(time)</rtept></rte></gpx>".utf8)
        }
        try UploadInspection.check(route("<time>2026-05-02T06:00:00Z</time>"), isWhole: true)
        let error = #expect(throws: ActivityFileError.self) {
            try UploadInspection.check(route(""), isWhole: true)
        }
        #expect(error?.code == .routeOnly)
    }

    @Test func `what the client wishes wins over the file`() throws {
        var wishes = UploadWishes()
        wishes.name = "Commute"
        wishes.sportType = .gravelRide
        wishes.commute = true
        let computed = try ActivityComputation.recordings(
            in: SampleGPX.ride(name: "From the file"), dataType: .gpx, wishes: wishes)[0]
        #expect(computed.details.name == "Commute")
        #expect(computed.details.sportType == .gravelRide)
        #expect(computed.details.commute)
    }

    @Test func `without a hint the speed tells a ride from a run`() throws {
        let computed = try ActivityComputation.recordings(
            in: SampleGPX.ride(type: nil), dataType: .gpx, wishes: UploadWishes())[0]
        #expect(computed.details.sportType == .ride)
    }

    @Test func `the content's digest doesn't depend on compression`() throws {
        let plain = SampleGPX.ride()
        let packed = try Gzip.deflate(plain, level: 1)
        let first = try ActivityComputation.recordings(in: plain, dataType: .gpx, wishes: UploadWishes())[0]
        let second = try ActivityComputation.recordings(
            in: packed, dataType: .gpxGzip, wishes: UploadWishes())[0]
        #expect(first.contentDigest == second.contentDigest)
    }

    @Test(arguments: [
        ([], "The file is empty."), (Array(" \n".utf8), "The file is empty."),
        (Array("not a recording".utf8), "Improperly formatted data."),
        (SampleGPX.doctype, "Improperly formatted data."),
        (SampleGPX.withoutTimes, "Time information is missing from file."),
        (SampleGPX.withoutPoints, "The file is empty."),
    ])
    func `a file that can't be an activity fails in v3's words`(bytes: [UInt8], text: String) {
        let failure = #expect(throws: UploadFailure.self) {
            try ActivityComputation.recordings(in: bytes, dataType: .gpx, wishes: UploadWishes())[0]
        }
        #expect(failure?.text == text)
    }

    @Test func `a detailed activity has what v3's clients insist on`() throws {
        let activity = try SampleActivity.make()
        var json = JSONWriter()
        ActivityView(activity.shown(to: .owner)).writeDetail(to: &json)
        let view = try JSONValue(parsing: json.bytes)
        #expect(view["id"].integer == 7)
        #expect(view["type"].string == "Ride")
        #expect(view["athlete"]["id"].integer == 42)
        #expect(view["max_heartrate"].integer == 139)
        #expect(view["athlete_count"].integer == 1)
        #expect(view["start_date"].string == "2026-05-02T06:00:00Z")
        #expect(view["start_date_local"].string == "2026-05-02T08:00:00Z")
        #expect(view["timezone"].string == "(GMT+01:00) Europe/Zurich")
        #expect(view["start_latlng"].array.count == 2)
        #expect(view["map"]["id"].string == "a7")
        #expect(view["segment_efforts"].array.isEmpty)
        #expect(!view.keys.contains("message") && !view.keys.contains("errors"))
    }

    @Test func `a summary leaves out what only the detail has`() throws {
        var json = JSONWriter()
        ActivityView(try SampleActivity.make().shown(to: .others)).writeSummary(to: &json)
        let view = try JSONValue(parsing: json.bytes)
        #expect(view["resource_state"].integer == 2)
        #expect(!view.keys.contains("description"))
        #expect(!view["map"].keys.contains("polyline"))
        #expect(view["map"]["summary_polyline"].string?.isEmpty == false)
    }
}

/// An activity made of a sample recording.
enum SampleActivity {
    static func make(id: Int64 = 7, athlete: Int64 = 42) throws -> Activity {
        let computed = try ActivityComputation.recordings(
            in: SampleGPX.ride(), dataType: .gpx, wishes: UploadWishes())[0]
        let origin = Activity.Origin(upload: UploadID(3), contentDigest: computed.contentDigest)
        return Activity(
            id: ActivityID(id), athlete: AthleteID(athlete), origin: origin, details: computed.details,
            start: computed.start, figures: computed.figures, geometry: computed.geometry)
    }
}

extension Activity {
    /// What is shown of an activity of an athlete who hides nothing.
    func shown(to sight: ActivitySight) -> VisibleActivity {
        GeometryMasker(self, for: sight, by: .none).shown(self)
    }
}
