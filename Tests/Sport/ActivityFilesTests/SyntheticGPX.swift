/// Writes GPX files for tests.
struct SyntheticGPX {
    var pointCount = 3
    var intervalSeconds = 1
    /// What stands between `<extensions>` tags in each point; nothing for none.
    var extensions = ""
    var header = #"<?xml version="1.0" encoding="UTF-8"?>"#
    var root = #"<gpx version="1.1" creator="test" xmlns="http://www.topografix.com/GPX/1/1">"#
    var metadata = "<name>A ride</name><desc>Round the lake</desc><type>cycling</type>"

    /// The whole file.
    var text: String { file(segments: [points]) }

    /// A file whose segments have this content.
    func file(segments: [String]) -> String {
        let body = segments.map { "<trkseg>\n\($0)</trkseg>" }.joined()
        return "\(header)\n\(root)<trk>\(metadata)\(body)</trk></gpx>"
    }

    /// The points of the track, one a line, going north.
    var points: String {
        var text = ""
        for index in 0..<pointCount { text += point(seconds: index * intervalSeconds, index: index) }
        return text
    }

    /// One point; it lies north of the first one by `index` thousandths of a degree.
    func point(seconds: Int, index: Int) -> String {
        let sensors = extensions.isEmpty ? "" : "<extensions>\(extensions)</extensions>"
        return """
            <trkpt lat="47.\(padded(index, 3))" lon="8.5"><ele>\(400 + index).5</ele>\
            <time>2024-05-01T06:\(padded(seconds / 60, 2)):\(padded(seconds % 60, 2))Z</time>\
            \(sensors)</trkpt>\n
            """
    }

    private func padded(_ value: Int, _ width: Int) -> String {
        let digits = String(value)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}

extension String {
    /// UTF-8.
    var bytes: [UInt8] { Array(utf8) }

    /// UTF-16 with a byte order mark.
    func utf16Bytes(bigEndian: Bool) -> [UInt8] {
        ([0xfeff] + Array(utf16)).flatMap { unit in
            let (high, low) = (UInt8(unit >> 8), UInt8(unit & 0xff))
            return bigEndian ? [high, low] : [low, high]
        }
    }
}
