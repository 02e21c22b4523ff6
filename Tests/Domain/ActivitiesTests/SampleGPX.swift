/// Small recordings made by this project, as text.
enum SampleGPX {
    /// A straight ride northwards at 1 Hz: every second 10 m, heart rate 120 to 139.
    static func ride(seconds: Int = 120, startSecond: Int = 0, name: String? = nil, type: String? = "cycling")
        -> [UInt8]
    {
        var text = head
        text += "<trk>"
        if let name { text += "<name>\(name)</name>" }
        if let type { text += "<type>\(type)</type>" }
        text += "<trkseg>"
        for second in 0..<seconds {
            let latitude = 47.0 + Double(second) * 10 / 111_195
            let extensions =
                "<extensions><gpxtpx:TrackPointExtension><gpxtpx:hr>\(120 + second % 20)</gpxtpx:hr>"
                + "<gpxtpx:cad>85</gpxtpx:cad></gpxtpx:TrackPointExtension></extensions>"
            text += "<trkpt lat=\"\(latitude)\" lon=\"8.5\"><ele>\(400 + second / 10)</ele>"
            text += "<time>\(time(startSecond + second))</time>\(extensions)</trkpt>"
        }
        return Array((text + "</trkseg></trk></gpx>").utf8)
    }

    /// A track whose points have no times.
    static let withoutTimes = Array(
        (head + "<trk><trkseg>\(untimed)\(untimed)</trkseg></trk></gpx>").utf8)

    private static let untimed = "<trkpt lat=\"47\" lon=\"8\"/>"

    /// A track without points.
    static let withoutPoints = Array((head + "<trk><trkseg></trkseg></trk></gpx>").utf8)

    /// XML that declares a document type.
    static let doctype = Array(
        ("<?xml version=\"1.0\"?><!DOCTYPE gpx [<!ENTITY a \"b\">]><gpx version=\"1.1\"><trk/></gpx>").utf8)

    private static let head = """
        <?xml version="1.0" encoding="UTF-8"?>
        <gpx version="1.1" creator="Slipstream tests" xmlns="http://www.topografix.com/GPX/1/1" \
        xmlns:gpxtpx="http://www.garmin.com/xmlschemas/TrackPointExtension/v1">
        """

    /// On 2026-05-02, counted from 06:00:00 UTC.
    private static func time(_ second: Int) -> String {
        let (hour, minute) = (6 + second / 3600, second / 60 % 60)
        return "2026-05-02T\(padded(hour)):\(padded(minute)):\(padded(second % 60))Z"
    }

    private static func padded(_ number: Int) -> String {
        number < 10 ? "0\(number)" : String(number)
    }
}
