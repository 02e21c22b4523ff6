import ActivityFiles
import Crypto
import Foundation
import Geo
import JSON
import Kernel
import Streams
import TestWorld
import Testing

@testable import Activities

@Suite struct PrivacyValueTests {
    private static func area(
        _ radiusMeters: Int, secret: UInt8 = 1, at place: Coordinate = SecretHome.address
    )
        -> HiddenArea
    {
        HiddenArea(
            around: place, radiusMeters: radiusMeters, for: .zone,
            secret: HMACSHA256(key: [UInt8](repeating: secret, count: 32)))
    }

    @Test(arguments: [200, 201, 400, 1_000, 1_600], [UInt8(1), 2, 3, 4, 5])
    func `an area holds everything within its radius, and not much more than it must`(
        radius: Int, secret: UInt8
    ) {
        let area = Self.area(radius, secret: secret)
        var farthest = 0.0
        for degree in 0..<360 {
            let angle = Double(degree) * .pi / 180
            let direction = SIMD2(cos(angle), sin(angle))
            #expect(area.contains(SecretHome.position(direction * Double(radius))))
            farthest = max(farthest, Self.edge(of: area, direction, from: Double(radius)))
        }
        #expect(farthest < Double(radius) * 5)
    }

    /// How far the area reaches in a direction from home.
    private static func edge(of area: HiddenArea, _ direction: SIMD2<Double>, from start: Double) -> Double {
        var meters = start
        while area.contains(SecretHome.position(direction * meters)) { meters += 10 }
        return meters
    }

    @Test func `an area is the same whenever it is made, and another for another secret`() {
        let edges = { (area: HiddenArea) in
            (0..<8).map { Self.edge(of: area, SIMD2(cos(Double($0)), sin(Double($0))), from: 0) }
        }
        #expect(edges(Self.area(400)) == edges(Self.area(400)))
        #expect(edges(Self.area(400)) != edges(Self.area(400, secret: 2)))
    }

    @Test func `an area reaches across the antimeridian`() {
        let place = Coordinate(latitude: 0, longitude: 179.9999)
        let area = Self.area(400, at: place)
        #expect(area.contains(Coordinate(latitude: 0, longitude: -179.9999)))
        #expect(!area.contains(Coordinate(latitude: 0, longitude: 0)))
    }

    @Test func `what is shown begins at nothing, and its gap is closed`() throws {
        let passing = stride(from: -3_000.0, through: 3_000, by: 10).map { SIMD2($0, 0) }
        let cut = TrackCut(SecretHome.recording(passing), by: SecretHome.privacy(zoneMeters: 200))
        let streams = cut.streams
        let gaps = streams.time.indices.filter { streams.isPause(before: $0) }
        #expect(gaps.count == 1)
        let gap = try #require(gaps.first)
        #expect(streams.time.first == 0)
        #expect(streams.time[gap] == streams.time[gap - 1] + 1)
        let distances = try #require(streams[.distance])
        #expect(distances.first == 0)
        #expect(distances[gap] == distances[gap - 1])
        #expect(distances.last.map(Double.init) == Double(streams.count - 2) * 100)
        #expect(streams.line.allSatisfy { SecretHome.meters($0).length > 200 })
        #expect(streams[.heartrate]?.count == streams.count)
    }

    @Test func `only the ends are hidden where only they are to be`() throws {
        let recording = SecretHome.outAndBack(meters: 3_000)
        let start = TrackCut(recording, by: SecretHome.privacy(startMeters: 300)).streams
        let first = try #require(start.line.first), last = try #require(start.line.last)
        #expect(SecretHome.meters(first).length > 300)
        #expect(SecretHome.meters(last).length < 1)
        let end = TrackCut(recording, by: SecretHome.privacy(endMeters: 300)).streams
        #expect(SecretHome.meters(try #require(end.line.first)).length < 1)
        #expect(SecretHome.meters(try #require(end.line.last)).length > 300)
    }

    @Test func `samples without a position are hidden beside hidden ones`() {
        var recording = SecretHome.outAndBack(meters: 3_000)
        let whole = TrackCut(recording, by: SecretHome.privacy(startMeters: 300)).shown
        var latitudes = recording[.latitude] ?? []
        for index in (whole[0] - 3)..<whole[0] + 3 { latitudes[index] = StreamSet.missing }
        recording[.latitude] = latitudes
        let cut = TrackCut(recording, by: SecretHome.privacy(startMeters: 300)).shown
        #expect(cut.first == whole[0] + 3)
    }

    @Test func `of an activity within a zone no place is shown, but how far it went`() throws {
        let activity = try SampleActivity.make()
        let privacy = Privacy(
            settings: PrivacySettings(), revision: 1,
            zones: [
                PrivacyZone(
                    id: PrivacyZoneID(1), name: "", address: Coordinate(latitude: 47.005, longitude: 8.5),
                    radiusMeters: 1_600)
            ], secret: [UInt8](repeating: 1, count: 32))
        let computed = try ActivityComputation.recordings(
            in: SampleGPX.ride(), dataType: .gpx, wishes: UploadWishes())[0]
        let recorded = try StreamCodec.decode(computed.streamBlob)
        let masker = GeometryMasker(activity, for: .others, by: privacy)
        #expect(masker.needsStreams)
        let shown = masker.shown(activity, recorded: recorded).activity
        #expect(shown.geometry == nil)
        #expect(shown.figures == activity.figures)
        #expect(masker.shown(recorded).count == 0)
        #expect(masker.shown(activity).activity.geometry == nil, "without streams nothing is shown")
        #expect(GeometryMasker(activity, for: .owner, by: privacy).shown(activity).activity == activity)
    }

    @Test func `without a track the zone is home's, and others see its offset only`() throws {
        var activity = try SampleActivity.make()
        activity.geometry = nil
        activity.start = Activity.Start(
            date: activity.start.date, utcOffsetSeconds: 3600, timeZone: "Europe/San_Marino")
        let shown = activity.shown(to: .others).activity.start
        #expect(shown.utcOffsetSeconds == 3600)
        #expect(!shown.timeZone.contains("San_Marino"))
        #expect(activity.shown(to: .owner).activity.start == activity.start)
    }

    @Test func `hidden facets are absent for others`() throws {
        var activity = try SampleActivity.make()
        activity.figures.kilojoules = 500
        activity.figures.calories = 510
        activity.figures.averageWatts = 200
        activity.details.hiddenFacets = [.map, .startTime, .heartRate, .power, .calories]
        let shown = activity.shown(to: .others).activity
        #expect(shown.geometry == nil)
        #expect(shown.figures.averageHeartRate == nil && shown.figures.maximumHeartRate == nil)
        #expect(shown.figures.averageWatts == nil && shown.figures.kilojoules == nil)
        #expect(shown.figures.calories == nil)
        #expect(shown.start.secondOfLocalDay == 0)
        #expect(shown.figures.distanceMeters == activity.figures.distanceMeters)
        #expect(activity.shown(to: .owner).activity == activity)
        activity.details.hiddenFacets = .calories
        #expect(activity.shown(to: .others).activity.figures.kilojoules == nil)
        #expect(activity.shown(to: .others).activity.figures.averageWatts == 200)
    }
}
