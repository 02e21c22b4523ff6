import Testing

@testable import TimeZones

@Suite struct TimeZoneRulesTests {
    // MARK: golden values, as Python's zoneinfo has them

    /// What clocks showed or will show at an instant.
    struct Reading: Sendable, CustomTestStringConvertible {
        let zone: String
        let year: Int
        let month: Int
        let day: Int
        let clock: String
        let offset: Int

        init(_ zone: String, _ day: String, _ clock: String, _ offset: Int) {
            let parts = day.split(separator: "-").compactMap { Int($0) }
            (self.zone, year, month, self.day) = (zone, parts[0], parts[1], parts[2])
            (self.clock, self.offset) = (clock, offset)
        }

        var testDescription: String { "\(zone) \(year)-\(month)-\(day) \(clock)" }

        var instant: Int64 {
            let parts = clock.split(separator: ":").compactMap { Int($0) }
            let seconds = parts[0] * 3600 + parts[1] * 60 + parts[2]
            return Int64(CivilDay.number(year, month, day) * 86_400 + seconds)
        }
    }

    static let changes = [
        Reading("Europe/Berlin", "2024-03-31", "00:59:59", 3600),
        Reading("Europe/Berlin", "2024-03-31", "01:00:00", 7200),
        Reading("Europe/Berlin", "2024-10-27", "00:59:59", 7200),
        Reading("Europe/Berlin", "2024-10-27", "01:00:00", 3600),
        Reading("America/New_York", "2026-03-08", "06:59:59", -18_000),
        Reading("America/New_York", "2026-03-08", "07:00:00", -14_400),
        Reading("America/New_York", "2026-11-01", "05:59:59", -14_400),
        Reading("America/New_York", "2026-11-01", "06:00:00", -18_000),
        Reading("America/Santiago", "2024-04-07", "02:59:59", -10_800),
        Reading("America/Santiago", "2024-04-07", "03:00:00", -14_400),
        Reading("America/Santiago", "2024-09-08", "03:59:59", -14_400),
        Reading("America/Santiago", "2024-09-08", "04:00:00", -10_800),
        Reading("Australia/Sydney", "2024-04-06", "15:59:59", 39_600),
        Reading("Australia/Sydney", "2024-04-06", "16:00:00", 36_000),
        Reading("Australia/Sydney", "2024-10-05", "15:59:59", 36_000),
        Reading("Australia/Sydney", "2024-10-05", "16:00:00", 39_600),
    ]

    static let past = [
        Reading("Europe/London", "1800-01-01", "00:00:00", -75),
        Reading("Europe/London", "1969-01-01", "00:00:00", 3600),
        Reading("Europe/Berlin", "1945-07-01", "00:00:00", 10_800),
        Reading("Europe/Berlin", "1979-07-01", "00:00:00", 3600),
        Reading("America/New_York", "2006-03-20", "12:00:00", -18_000),
        Reading("America/New_York", "2007-03-20", "12:00:00", -14_400),
        Reading("Asia/Kathmandu", "1985-12-31", "18:29:59", 19_800),
        Reading("Asia/Kathmandu", "1985-12-31", "18:30:00", 20_700),
        Reading("Pacific/Apia", "2011-12-30", "09:59:59", -36_000),
        Reading("Pacific/Apia", "2011-12-30", "10:00:00", 50_400),
        Reading("Asia/Tehran", "2022-07-01", "00:00:00", 16_200),
        Reading("Asia/Tehran", "2023-07-01", "00:00:00", 12_600),
        Reading("Africa/Casablanca", "2024-03-20", "00:00:00", 0),
        Reading("Africa/Casablanca", "2024-07-01", "00:00:00", 3600),
    ]

    static let oddOffsets = [
        Reading("Asia/Kolkata", "2024-01-01", "00:00:00", 19_800),
        Reading("Pacific/Chatham", "2024-01-01", "00:00:00", 49_500),
        Reading("Pacific/Chatham", "2024-07-01", "00:00:00", 45_900),
        Reading("Australia/Lord_Howe", "2024-01-01", "00:00:00", 39_600),
        Reading("Australia/Lord_Howe", "2024-07-01", "00:00:00", 37_800),
        Reading("America/St_Johns", "2024-01-01", "00:00:00", -12_600),
        Reading("America/St_Johns", "2024-07-01", "00:00:00", -9000),
        Reading("Etc/GMT-2", "2024-01-01", "00:00:00", 7200),
        Reading("Etc/UTC", "2024-01-01", "00:00:00", 0),
    ]

    /// After the years that the files list.
    static let future = [
        Reading("Europe/Berlin", "2060-07-01", "12:00:00", 7200),
        Reading("Europe/Berlin", "2060-12-01", "12:00:00", 3600),
        Reading("Europe/Berlin", "2099-03-29", "00:59:59", 3600),
        Reading("Europe/Berlin", "2099-03-29", "01:00:00", 7200),
        Reading("America/Santiago", "2050-01-15", "00:00:00", -10_800),
        Reading("America/Santiago", "2050-06-15", "00:00:00", -14_400),
        Reading("Australia/Sydney", "2050-01-01", "00:00:00", 39_600),
        Reading("Australia/Sydney", "2050-07-01", "00:00:00", 36_000),
        Reading("Australia/Sydney", "2050-12-31", "23:59:59", 39_600),
        Reading("Australia/Lord_Howe", "2045-07-01", "00:00:00", 37_800),
        Reading("Asia/Kolkata", "2090-07-01", "00:00:00", 19_800),
        Reading("Europe/Dublin", "2070-01-01", "00:00:00", 0),
        Reading("Europe/Dublin", "2070-07-01", "00:00:00", 3600),
        Reading("America/Nuuk", "2060-01-01", "00:00:00", -7200),
        Reading("America/Nuuk", "2060-07-01", "00:00:00", -3600),
    ]

    @Test(arguments: changes + past + oddOffsets + future)
    func `clocks are as far ahead as the world's tables say`(reading: Reading) throws {
        let rules = try #require(TimeZoneDatabase.system.rules(of: reading.zone))
        #expect(rules.offsetSeconds(at: reading.instant) == reading.offset)
    }

    // MARK: local times

    @Test(arguments: [
        // 12:00, then a time that there is twice, then one that clocks pass over
        ("2024-07-01", "12:00:00", "2024-07-01", "10:00:00"),
        ("2024-10-27", "02:30:00", "2024-10-27", "00:30:00"),
        ("2024-03-31", "02:30:00", "2024-03-31", "01:30:00"),
    ])
    func `a local time is an instant`(_ day: String, _ clock: String, _ utcDay: String, _ utc: String) throws
    {
        let rules = try #require(TimeZoneDatabase.system.rules(of: "Europe/Berlin"))
        let local = Reading("", day, clock, 0).instant
        #expect(rules.instant(ofLocal: local) == Reading("", utcDay, utc, 0).instant)
    }

    @Test(arguments: ["Europe/Berlin", "America/Santiago", "Pacific/Chatham", "Asia/Kolkata"])
    func `an instant's local time leads back to it, unless there were two`(zone: String) throws {
        let rules = try #require(TimeZoneDatabase.system.rules(of: zone))
        let start = Reading("", "2026-01-01", "00:10:00", 0).instant
        for instant in stride(from: start, to: start + 365 * 86_400, by: 3600) {
            let local = instant + Int64(rules.offsetSeconds(at: instant))
            let found = rules.instant(ofLocal: local)
            #expect(found + Int64(rules.offsetSeconds(at: found)) == local)
            #expect(found == instant || found == instant - 3600)
        }
    }

    // MARK: files

    @Test func `rules of all kinds hold, with days of the year and without leap days`() throws {
        func offset(_ footer: String, _ day: String) throws -> Int {
            let rule = try #require(TimeZoneFooter(ArraySlice(footer.utf8)))
            return rule.offsetSeconds(at: Reading("", day, "12:00:00", 0).instant)
        }
        #expect(try offset("<+0545>-5:45", "2080-01-01") == 20_700)
        // The 60th day but leap days is always the 1st of March, the day 59 from 0 only after other years.
        #expect(try offset("AAA0BBB,J60/0,J300", "2024-03-01") == 3600)
        #expect(try offset("AAA0BBB,J60/0,J300", "2024-02-29") == 0)
        #expect(try offset("AAA0BBB,59/0,J300", "2024-02-29") == 3600)
        #expect(try offset("AAA0BBB,59/0,J300", "2023-02-28") == 0)
        // Summer the whole year, as RFC 9636 writes it.
        for day in ["2050-01-01", "2050-07-01", "2050-12-31"] {
            #expect(try offset("XXX3EDT4,0/0,J365/23", day) == -14_400)
        }
    }

    @Test(arguments: [
        "", "CET", "CE-1", "CET-1CEST", "CET-1CEST,M3.5.0", "CET-25", "<+01-1", "CET-1CEST,M13.5.0,M10.5.0",
    ])
    func `what isn't a rule is refused`(footer: String) {
        #expect(TimeZoneFooter(ArraySlice(footer.utf8)) == nil)
    }

    /// A file of version 2 with one change, at 0, from 1 h to 2 h.
    static func file(footer: String = "\nCET-1\n", type: UInt8 = 1) -> [UInt8] {
        let header = Array("TZif2".utf8) + [UInt8](repeating: 0, count: 15)
        let none = header + [UInt8](repeating: 0, count: 24)
        let counts: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 4]
        let types: [UInt8] = [0, 0, 0x0e, 0x10, 0, 0, 0, 0, 0x1c, 0x20, 1, 0]
        return none + header + counts + [UInt8](repeating: 0, count: 8) + [type] + types
            + Array("CET\0".utf8) + Array(footer.utf8)
    }

    @Test func `a file says what holds before its first change and after its last`() throws {
        let withRule = try TimeZoneRules(tzif: Self.file())
        #expect(withRule.offsetSeconds(at: -1) == 3600)
        #expect(withRule.offsetSeconds(at: 0) == 3600)
        let withoutRule = try TimeZoneRules(tzif: Self.file(footer: "\n\n"))
        #expect(withoutRule.offsetSeconds(at: -1) == 3600)
        #expect(withoutRule.offsetSeconds(at: 0) == 7200)
        #expect(withoutRule.offsetSeconds(at: .max) == 7200)
    }

    @Test func `a file that contradicts itself is refused`() {
        #expect(throws: TimeZoneFileError.inconsistent) { try TimeZoneRules(tzif: Self.file(type: 2)) }
        #expect(throws: TimeZoneFileError.badFooter) { try TimeZoneRules(tzif: Self.file(footer: "\nC\n")) }
        #expect(throws: TimeZoneFileError.notTZif) { try TimeZoneRules(tzif: Array("no zone".utf8)) }
    }

    @Test func `wherever a file ends too early, that is said`() {
        let whole = Self.file()
        for count in 0..<whole.count {
            #expect(throws: TimeZoneFileError.self) { try TimeZoneRules(tzif: Array(whole[..<count])) }
        }
    }

    @Test func `files with any byte wrong are read or refused, never worse`() {
        let whole = Self.file()
        var readCount = 0
        for place in whole.indices {
            for value in [UInt8(0), 1, 0x7f, 0x80, 0xff] {
                var broken = whole
                broken[place] = value
                if let rules = try? TimeZoneRules(tzif: broken) {
                    readCount += 1
                    #expect(abs(rules.offsetSeconds(at: 1_700_000_000)) <= 26 * 3600)
                }
            }
        }
        #expect(readCount > 0)
    }

    // MARK: names

    @Test(arguments: [
        "", "/", "/etc/passwd", "../zoneinfo/Europe/Berlin", "Europe/../Europe/Berlin", "Europe//Berlin",
        "Europe/Berlin/", "./Europe/Berlin", "right/Europe/Berlin", "posix/Europe/Berlin", "localtime",
        "posixrules", "tzdata.zi", "Factory", "Europe", "Europe/Atlantis", "europe/berlin", "Europe/Berlin\0",
        "Europe/Bérlin", String(repeating: "A", count: 65), "UTC+1", "CET-1CEST,M3.5.0,M10.5.0/3",
    ])
    func `what isn't a zone's name is none`(name: String) {
        #expect(TimeZoneDatabase.system.rules(of: name) == nil)
    }

    @Test func `more zones can be asked for than are kept`() {
        let database = TimeZoneDatabase(directory: "/usr/share/zoneinfo")
        let names = TimeZoneMap.allNames
        #expect(names.count > TimeZoneDatabase.capacity)
        let known = names.filter { database.rules(of: $0) != nil }
        // The map may be a little newer than the system.
        #expect(known.count > names.count - 10)
        #expect(database.rules(of: "Europe/Berlin") != nil)
    }
}
