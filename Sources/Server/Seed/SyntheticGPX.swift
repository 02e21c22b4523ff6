import Geo

/// Writes a synthetic recording as a GPX 1.1 file, as a watch does.
struct SyntheticGPX {
    private var bytes: [UInt8] = []

    /// The file's bytes. `start` is in seconds since 1970; `type` the sport in GPX's words.
    static func file(_ recording: SyntheticRecording, name: String, type: String, start: Int64) -> [UInt8] {
        var gpx = SyntheticGPX()
        gpx.bytes.reserveCapacity(recording.samples.count * 320 + 1024)
        gpx.begin(name: name, type: type)
        for sample in recording.samples { gpx.append(sample, start: start) }
        gpx.append("</trkseg>\n</trk>\n</gpx>\n")
        return gpx.bytes
    }

    private mutating func begin(name: String, type: String) {
        append(
            """
            <?xml version="1.0" encoding="UTF-8"?>
            <gpx version="1.1" creator="Slipstream demo watch" xmlns="http://www.topografix.com/GPX/1/1" \
            xmlns:gpxtpx="http://www.garmin.com/xmlschemas/TrackPointExtension/v1">
            <trk>
            """)
        append("<name>\(SyntheticGPX.escaped(name))</name>\n<type>\(type)</type>\n<trkseg>\n")
    }

    private mutating func append(_ sample: SyntheticRecording.Sample, start: Int64) {
        append("<trkpt lat=\"")
        append(sample.position.latitude, decimals: 6)
        append("\" lon=\"")
        append(sample.position.longitude, decimals: 6)
        append("\"><ele>")
        append(sample.altitude, decimals: 1)
        append("</ele><time>")
        append(UTCText.text(start + Int64(sample.second)))
        append("</time><extensions>")
        if let watts = sample.watts { append("<power>\(watts)</power>") }
        append("<gpxtpx:TrackPointExtension><gpxtpx:hr>\(sample.heartRate)</gpxtpx:hr>")
        append(
            "<gpxtpx:cad>\(sample.cadence)</gpxtpx:cad></gpxtpx:TrackPointExtension></extensions></trkpt>\n")
    }

    private mutating func append(_ text: String) {
        bytes.append(contentsOf: text.utf8)
    }

    private mutating func append(_ value: Double, decimals: Int) {
        var scale = 1.0
        for _ in 0..<decimals { scale *= 10 }
        let scaled = Int64((value * scale).rounded())
        let (whole, fraction) = scaled.magnitude.quotientAndRemainder(dividingBy: UInt64(scale))
        let digits = String(fraction)
        append(
            "\(scaled < 0 ? "-" : "")\(whole)."
                + String(repeating: "0", count: decimals - digits.count) + digits)
    }

    private static func escaped(_ text: String) -> String {
        text.split(separator: "&", omittingEmptySubsequences: false).joined(separator: "&amp;")
            .split(separator: "<", omittingEmptySubsequences: false).joined(separator: "&lt;")
    }
}

/// Moments as ISO 8601 in UTC.
enum UTCText {
    /// `2026-01-31T12:00:00Z` for seconds since 1970.
    static func text(_ seconds: Int64) -> String {
        let days = Int(seconds / 86_400)
        let secondOfDay = Int(seconds % 86_400)
        // Howard Hinnant, "chrono-compatible low-level date algorithms"; for days after 1970.
        let shifted = days + 719_468
        let era = shifted / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        let time = [secondOfDay / 3600, secondOfDay / 60 % 60, secondOfDay % 60].map(padded).joined(
            separator: ":")
        return "\(year)-\(padded(month))-\(padded(day))T\(time)Z"
    }

    private static func padded(_ number: Int) -> String {
        number < 10 ? "0\(number)" : String(number)
    }
}
