import Accounts
import ActivityFiles
import FoundationEssentials
import Geo
import Kernel
import TestWorld
import Testing
import Training

@testable import Activities

@Suite struct LocalTimeTests {
    static let berlin = Coordinate(latitude: 52.52, longitude: 13.405)
    static let delhi = Coordinate(latitude: 28.61, longitude: 77.21)
    static let atlantic = Coordinate(latitude: 40, longitude: -40)
    static let winter = Date(timeIntervalSince1970: 1_768_471_200)
    static let summer = Date(timeIntervalSince1970: 1_784_109_600)

    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var clues: LocalTime.Clues
        var offset: Int
        var label: String
        var source: FigureSource

        init(
            _ description: String, _ date: Date, file: Int? = nil, at place: Coordinate? = nil,
            home: String? = nil, _ offset: Int, _ label: String, _ source: FigureSource
        ) {
            testDescription = description
            clues = LocalTime.Clues(date: date, fileOffsetSeconds: file, place: place, homeZone: home)
            (self.offset, self.label, self.source) = (offset, label, source)
        }
    }

    static let cases = [
        Case("winter", winter, at: berlin, 3600, "(GMT+01:00) Europe/Berlin", .samples),
        Case("summer", summer, at: berlin, 7200, "(GMT+01:00) Europe/Berlin", .samples),
        Case("half hours", summer, at: delhi, 19_800, "(GMT+05:30) Asia/Kolkata", .samples),
        Case(
            "the place before the athlete's home", summer, at: delhi, home: "Europe/Berlin", 19_800,
            "(GMT+05:30) Asia/Kolkata", .samples),
        Case("at sea", summer, at: atlantic, -10_800, "(GMT-03:00) Etc/GMT+3", .estimate),
        Case(
            "at sea, with a home", summer, at: atlantic, home: "Europe/Berlin", -10_800,
            "(GMT-03:00) Etc/GMT+3", .estimate),
        Case("nowhere", summer, 0, "(GMT+00:00) Etc/UTC", .estimate),
        Case(
            "at home", summer, home: "America/New_York", -14_400, "(GMT-05:00) America/New_York", .settings),
        Case(
            "a home that is gone", summer, home: "Europe/Atlantis", 0, "(GMT+00:00) Etc/UTC", .estimate),
        Case(
            "the file's offset where it was", summer, file: 7200, at: berlin, 7200,
            "(GMT+01:00) Europe/Berlin", .device),
        Case(
            "a clock that was not set", summer, file: 3600, at: berlin, 3600, "(GMT+01:00) Etc/GMT-1",
            .device),
        Case(
            "a clock that kept the time of home", summer, file: -14_400, at: berlin, home: "America/New_York",
            -14_400, "(GMT-05:00) America/New_York", .device),
        Case("the file's offset alone", summer, file: 19_800, 19_800, "(GMT+05:30) Asia/Kolkata", .device),
        Case(
            "a clock in UTC, elsewhere", summer, file: 0, at: berlin, 7200, "(GMT+01:00) Europe/Berlin",
            .samples),
        Case("a clock in UTC, nowhere", summer, file: 0, 0, "(GMT+00:00) Etc/UTC", .estimate),
        Case("an offset of no zone", summer, file: 900, 900, "(GMT+00:00) Etc/UTC", .device),
        Case(
            "the south, in its winter", summer, at: Coordinate(latitude: -33.45, longitude: -70.66), -14_400,
            "(GMT-04:00) America/Santiago", .samples),
        Case(
            "the south, in its summer", winter, at: Coordinate(latitude: -33.45, longitude: -70.66), -10_800,
            "(GMT-04:00) America/Santiago", .samples),
    ]

    @Test(arguments: cases)
    func `the file's offset counts, then the place, then the athlete's home`(example: Case) {
        let (start, source) = LocalTime.start(example.clues)
        #expect(start.utcOffsetSeconds == example.offset)
        #expect(LocalTime.label(start) == example.label)
        #expect(source == example.source)
        #expect(start.localDate == example.clues.date.addingTimeInterval(Double(example.offset)))
    }

    @Test(arguments: [
        ("2026-03-29T00:59:59Z", 3600), ("2026-03-29T01:00:00Z", 7200), ("2026-10-25T00:59:59Z", 7200),
        ("2026-10-25T01:00:00Z", 3600),
    ])
    func `the offset changes with the clocks, to the second`(moment: String, offset: Int) throws {
        let date = try Date(moment, strategy: Date.ISO8601FormatStyle())
        let clues = LocalTime.Clues(date: date, place: Self.berlin)
        #expect(LocalTime.start(clues).start.utcOffsetSeconds == offset)
    }

    @Test func `every quarter of an hour has a zone that can be known`() {
        for quarter in -60...60 {
            let clues = LocalTime.Clues(date: Self.summer, fileOffsetSeconds: quarter * 900)
            let start = LocalTime.start(clues).start
            #expect(start.utcOffsetSeconds == quarter * 900)
            #expect((try? HomeZone(start.timeZone)) != nil, "\(start.timeZone)")
        }
    }

    // MARK: files

    private func computed(_ file: [UInt8], as sport: SportType? = nil) throws -> ActivityComputation {
        var wishes = UploadWishes()
        wishes.sportType = sport
        return try ActivityComputation.recordings(in: file, dataType: .gpx, wishes: wishes)[0]
    }

    private func gpx(_ times: [String], at places: [Coordinate]) -> [UInt8] {
        var points = ""
        for (time, place) in zip(times, places) {
            points +=
                "<trkpt lat=\"\(place.latitude)\" lon=\"\(place.longitude)\"><time>\(time)</time></trkpt>"
        }
        return Array("<gpx><trk><trkseg>\(points)</trkseg></trk></gpx>".utf8)
    }

    @Test func `a file with a zone of its own is told in it, one in UTC by its places`() throws {
        let places = [Self.berlin, Coordinate(latitude: 52.521, longitude: 13.405)]
        let utc = try computed(gpx(["2026-07-15T10:00:00Z", "2026-07-15T10:00:30Z"], at: places))
        #expect(utc.start.timeZone == "Europe/Berlin")
        #expect(utc.start.utcOffsetSeconds == 7200)
        #expect(utc.breakdown.sources[.timezone] == .samples)
        let told = try computed(gpx(["2026-07-15T10:00:00+02:00", "2026-07-15T10:00:30+02:00"], at: places))
        #expect(told.start.timeZone == "Europe/Berlin")
        #expect(told.start.localDate == Date(timeIntervalSince1970: 1_784_109_600))
        #expect(told.breakdown.sources[.timezone] == .device)
        let elsewhere = try computed(
            gpx(["2026-07-15T10:00:00-05:00", "2026-07-15T10:00:30-05:00"], at: places))
        #expect(elsewhere.start.timeZone == "Etc/GMT+5")
        #expect(elsewhere.start.localDate == Date(timeIntervalSince1970: 1_784_109_600))
    }

    @Test func `UTC written as an offset is still no local time`() throws {
        let file = gpx(
            ["2026-07-15T10:00:00+00:00", "2026-07-15T10:00:30+00:00"],
            at: [Self.berlin, Coordinate(latitude: 52.521, longitude: 13.405)])
        let computed = try computed(file)
        #expect(computed.start.timeZone == "Europe/Berlin")
        #expect(computed.breakdown.sources[.timezone] == .samples)
    }

    @Test func `a virtual ride isn't told in the zone of its island`() throws {
        let island = [
            Coordinate(latitude: -11.64, longitude: 166.95), Coordinate(latitude: -11.65, longitude: 166.95),
        ]
        let file = gpx(["2026-07-15T10:00:00Z", "2026-07-15T10:01:00Z"], at: island)
        #expect(try computed(file, as: .ride).start.timeZone == "Pacific/Guadalcanal")
        var ride = try computed(file, as: .virtualRide)
        #expect(ride.start.timeZone == "Etc/UTC")
        #expect(ride.wantsHomeZone)
        #expect(ride.details.name == "Morning Virtual Ride")
        ride.tell(in: "Asia/Tokyo")
        #expect(ride.start.timeZone == "Asia/Tokyo")
        #expect(ride.breakdown.sources[.timezone] == .settings)
        #expect(ride.details.name == "Evening Virtual Ride")
    }

    // MARK: manual entries

    private func manual(_ start: String) throws -> ManualActivity {
        try ManualActivity(
            RequestFields(parts: [
                ("name", "Swim"), ("sport_type", "Swim"), ("elapsed_time", "600"),
                ("start_date_local", start),
            ]))
    }

    @Test(arguments: ["Europe/Berlin", "America/New_York", nil])
    func `an entry that was told in UTC begins then, by the athlete's clocks`(home: String?) throws {
        let zone = try home.map { name throws(Fault) in try HomeZone(name) } ?? .unknown
        // Berlin's clocks show this hour twice.
        var entry = try manual("2026-10-25T01:30:00")
        entry.beginInUTC(for: zone)
        let start = entry.start(in: zone)
        #expect(start.date == LocalDateText.parse("2026-10-25T01:30:00"))
        #expect(start.timeZone == home ?? "Etc/UTC")
    }

    @Test(arguments: [
        ("2026-07-15T10:00:00Z", "Europe/Berlin", 7200, "Europe/Berlin"),
        ("2026-07-15T10:00:00+00:00", "Europe/Berlin", 7200, "Europe/Berlin"),
        ("2026-01-15T10:00:00", "Europe/Berlin", 3600, "Europe/Berlin"),
        ("2026-07-15T10:00:00-04:00", "Europe/Berlin", -14_400, "Etc/GMT+4"),
        ("2026-07-15T10:00:00+02:00", "Europe/Berlin", 7200, "Europe/Berlin"),
        ("2026-07-15T10:00:00Z", nil, 0, "Etc/UTC"),
    ])
    func `a manual entry begins by the athlete's clocks`(
        text: String, home: String?, offset: Int, zone: String
    ) throws {
        let homeZone = try home.map { name throws(Fault) in try HomeZone(name) }
        let start = try manual(text).start(in: homeZone ?? .unknown)
        #expect(start.localDate == LocalDateText.parse(text))
        #expect(start.utcOffsetSeconds == offset)
        #expect(start.timeZone == zone)
    }
}
