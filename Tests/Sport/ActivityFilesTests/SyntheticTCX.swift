/// Writes files in Garmin's Training Center XML for tests.
struct SyntheticTCX {
    var header = #"<?xml version="1.0" encoding="UTF-8"?>"#
    var root = """
        <TrainingCenterDatabase xmlns="http://www.garmin.com/xmlschemas/TrainingCenterDatabase/v2" \
        xmlns:ns3="http://www.garmin.com/xmlschemas/ActivityExtension/v2">
        """
    var sport = "Biking"

    /// A file with one activity of these laps.
    func file(_ laps: String..., notes: String = "") -> String {
        database("<Activities>\(activity(laps.joined(), notes: notes))</Activities>")
    }

    func database(_ content: String) -> String { "\(header)\n\(root)\(content)</TrainingCenterDatabase>" }

    func activity(_ laps: String, notes: String = "") -> String {
        """
        <Activity Sport="\(sport)"><Id>2024-05-01T06:00:00Z</Id>\(laps)\
        \(notes.isEmpty ? "" : "<Notes>\(notes)</Notes>")<Creator><Name>Edge 530</Name>\
        <UnitId>3305146736</UnitId><ProductID>3121</ProductID><Version><VersionMajor>9</VersionMajor>\
        <VersionMinor>75</VersionMinor></Version></Creator></Activity>
        """
    }

    /// A lap that begins so many seconds after six o'clock, with these tracks.
    func lap(at seconds: Int = 0, totals: String = "", _ tracks: String...) -> String {
        let body = tracks.map { "<Track>\n\($0)</Track>" }.joined()
        return "<Lap StartTime=\"\(time(seconds))\">\(totals)\(body)</Lap>"
    }

    /// One point, a line; it lies north of the first one by `index` thousandths of a degree.
    func point(at seconds: Int, index: Int, _ rest: String = "") -> String {
        let decimals = String(1000 + index).dropFirst()
        return """
            <Trackpoint><Time>\(time(seconds))</Time><Position><LatitudeDegrees>47.\(decimals)\
            </LatitudeDegrees><LongitudeDegrees>8.5</LongitudeDegrees></Position>\(rest)</Trackpoint>\n
            """
    }

    func time(_ seconds: Int) -> String {
        let minute = String(100 + seconds / 60).dropFirst()
        let second = String(100 + seconds % 60).dropFirst()
        return "2024-05-01T06:\(minute):\(second)Z"
    }
}
