import Testing

@testable import AccountExports

struct AccountExportTests {
    @Test func `an export is recognised by the paths in it`() {
        #expect(AccountExport.recognise(["a.gpx", "b/c.fit"]) == .files)
        #expect(AccountExport.recognise(["export_1/activities.csv", "export_1/activities/1.gpx"]) == .strava)
        #expect(AccountExport.recognise(["DI_CONNECT/DI-Connect/UploadedFiles_0.zip"]) == .garmin)
        #expect(AccountExport.recognise(["a@b.example_0_summarizedActivities.json"]) == .garmin)
        #expect(AccountExport.recognise(["user_workouts_data.json", "gpx/a.gpx"]) == .fittrackee)
        #expect(AccountExport.recognise([String]()) == .files)
    }

    @Test func `activity files are known by their names`() {
        for path in ["a.gpx", "x/A.FIT", "a.tcx.gz", "a.gpx.GZ"] {
            #expect(AccountExport.isActivityFile(path), "\(path)")
        }
        for path in [".gpx", "a.jpg", "a.gz", "gpx", "__MACOSX/a.gpx", "x/._a.gpx", "a.gpx.zip", ""] {
            #expect(!AccountExport.isActivityFile(path), "\(path)")
        }
        #expect(AccountExport.isArchive("x/UploadedFiles_1.ZIP"))
        #expect(!AccountExport.isArchive("x/._a.zip"))
    }

    @Test func `rows of a table may hold commas, quotation marks and line breaks`() {
        let table = "\u{feff}a,\"b, c\",\"d \"\"e\"\"\"\r\n\r\n\"two\nlines\",,x\n\"open, to the end\n"
        var reader = CSVReader(Array(table.utf8))
        #expect(reader.next() == ["a", "b, c", "d \"e\""])
        #expect(reader.next() == ["two\nlines", "", "x"])
        #expect(reader.next() == ["open, to the end\n"])
        #expect(reader.next() == nil)
    }

    @Test func `a row has no more fields than the limit`() {
        let row = String(repeating: "x,", count: 5000)
        var reader = CSVReader(Array(row.utf8))
        #expect(reader.next()?.count == CSVReader.fieldLimit)
        #expect(reader.next() == nil)
    }
}

struct StravaTableTests {
    private static let header = """
        Activity ID,Activity Date,Activity Name,Activity Type,Activity Description,Elapsed Time,Distance,\
        Max Heart Rate,Relative Effort,Commute,Activity Private Note,Activity Gear,Filename,Athlete Weight,\
        Bike Weight,Elapsed Time,Moving Time,Distance,Commute
        """

    @Test func `names, sports, gear and commutes are found by the columns' names`() throws {
        let table =
            Self.header + """

                7,"Mar 12, 2024, 6:00:00 PM","To work, wet",E-Bike Ride,"Rain
                all the way",1800,8.1,,,true,,Canyon,activities/7.gpx.gz,,,1800,1700,8100,1.0
                8,"Mar 13, 2024, 6:00:00 PM",Yoga,Yoga,,1800,,,,false,,,,,,1800,1700,8100,0.0
                """
        var notes = AccountExport.strava.notes(in: Array(table.utf8))
        let found = notes.take(onFile: "export/activities/7.gpx.gz")
        let note = try #require(found)
        #expect(note.name == "To work, wet")
        #expect(note.description == "Rain\nall the way")
        #expect(note.sport == "EBikeRide")
        #expect(note.isCommute == true)
        #expect(note.gear == ActivityNote.Gear(name: "Canyon"))
        #expect(notes.withoutFile.map(\.name) == ["Yoga"])
        let figures = try #require(notes.withoutFile.first?.figures)
        #expect(figures.start == "2024-03-13T18:00:00")
        #expect(figures.elapsedSeconds == 1800 && figures.distanceMeters == 8100)
        #expect(notes.take(onFile: "activities/8.gpx") == nil)
    }

    @Test func `in another language the column of the paths tells where the others are`() throws {
        let table = """
            Aktivitäts-ID,Aktivitätsdatum,Name der Aktivität,Aktivitätsart,Beschreibung,Verstrichene Zeit,\
            Distanz,Max. Puls,Relative Leistung,Pendelfahrt,Ausrüstung,Dateiname
            7,12.03.2024,Feierabendrunde,Radfahrt,Schön,1800,"8,1",,,true,Rose,activities/7.fit.gz
            """
        let note = try #require(
            AccountExport.strava.notes(in: Array(table.utf8)).byPath["activities/7.fit.gz"])
        #expect(note.name == "Feierabendrunde")
        #expect(note.description == "Schön")
        #expect(note.isCommute == true)
        #expect(note.gear?.name == "Rose")
    }

    @Test func `the columns of older exports are known too`() throws {
        let table = """
            id,date,name,type,description,elapsed_time,distance,commute,gear,filename
            7,2016-03-12 18:00:00,Run,Run,,1800,8100,false,Asics,activities/7.tcx
            """
        let note = try #require(AccountExport.strava.notes(in: Array(table.utf8)).byPath["activities/7.tcx"])
        #expect(note.name == "Run")
        #expect(note.isCommute == false)
        #expect(note.gear?.name == "Asics")
    }

    @Test func `a table without paths has no notes`() {
        for table in ["", "a,b,c\n1,2,3\n", "\"", "Filename\n"] {
            #expect(AccountExport.strava.notes(in: Array(table.utf8)).count == 0, "\(table)")
        }
    }
}

struct OtherExportTests {
    @Test func `Garmin's summaries are known by when the activity began`() {
        let json = """
            [{"summarizedActivitiesExport": [
                {"activityId": 1, "name": "Brno Running", "beginTimestamp": 1700000000000.0, "duration": 1.5},
                {"activityId": 2, "name": 7, "beginTimestamp": 1700000100000, "description": "Wet"},
                {"activityId": 3, "name": "No start"}, 5,
                {"activityId": 4, "name": " ", "startTimeGmt": 1700000200000}]}, {}]
            """
        let notes = AccountExport.garmin.notes(in: Array(json.utf8))
        #expect(notes.byStart.count == 2)
        #expect(notes.byStart[1_700_000_000_000]?.name == "Brno Running")
        #expect(notes.byStart[1_700_000_100_000]?.description == "Wet")
        #expect(notes.byStart[1_700_000_100_000]?.name == nil)
    }

    @Test func `FitTrackee's workouts are known by their file`() throws {
        let json = """
            [{"title": "Trail", "notes": "Mud", "description": null, "sport_label": "Trail", "gpx": "a.gpx",
              "equipments": [{"label": "Speedcross", "equipment_type": {"label": "Shoe"}}]},
             {"title": "Work", "description": "Fast", "sport_label": "Cycling (Transport)",
              "gpx": null, "original_file": "workouts/1/b.fit"},
             {"title": "By hand", "sport_label": "Walking", "gpx": null, "distance": 3.5,
              "workout_date": "2024-03-12 18:00:00", "duration": "0:45:10"}]
            """
        var notes = AccountExport.fittrackee.notes(in: Array(json.utf8))
        let trailNote = notes.take(onFile: "gpx/a.gpx")
        let trail = try #require(trailNote)
        #expect(trail.name == "Trail")
        #expect(trail.description == "Mud")
        #expect(trail.sport == "TrailRun")
        #expect(trail.gear == ActivityNote.Gear(name: "Speedcross", isBike: false))
        let workNote = notes.take(onFile: "workouts/b.fit")
        let work = try #require(workNote)
        #expect(work.isCommute == true)
        #expect(work.sport == "Ride")
        #expect(notes.withoutFile.map(\.name) == ["By hand"])
        let figures = try #require(notes.withoutFile.first?.figures)
        #expect(figures.start == "2024-03-12T18:00:00")
        #expect(figures.elapsedSeconds == 2710 && figures.distanceMeters == 3500)
    }

    @Test func `moments are read as exports write them, and nothing else is`() {
        let morning = ["Mar 2, 2024, 12:05:09 AM", "2024-03-02 00:05:09", "2024-03-02T00:05:09+00:00"]
        for text in morning { #expect(ExportedDate.parse(text) == "2024-03-02T00:05:09", "\(text)") }
        #expect(ExportedDate.parse("Dec 31, 2024, 12:00:00\u{202f}PM") == "2024-12-31T12:00:00")
        let others = [
            "", "12.03.2024", "Mar 2, 2024", "Mar 2, 2024, 13:00:00 PM", "Foo 2, 2024, 1:00:00 PM",
            "2024-13-02 00:00:00", "2024-03-02 24:00:00", "2024-03-02 1:2", "-1-1-1 1:1:1",
        ]
        for text in others { #expect(ExportedDate.parse(text) == nil, "\(text)") }
        #expect(ExportedDate.seconds("1 day, 1:00:01") == 90_001)
        #expect(ExportedDate.seconds("soon") == nil)
    }

    @Test func `what can't be understood has no notes`() {
        for text in ["", "{}", "[", "[[]]", "null", "[null]", "\u{0}"] {
            for export in AccountExport.allCases {
                #expect(export.notes(in: Array(text.utf8)).count == 0, "\(export): \(text)")
            }
        }
    }
}
