/// Google's encoded polyline: five decimals, delta-coded, in printable ASCII.
///
/// Source: "Encoded Polyline Algorithm Format", developers.google.com/maps.
package enum EncodedPolyline {
    /// Why a text is not an encoded polyline.
    package enum DecodingError: Error, Equatable, Sendable {
        /// Ends in the middle of a point.
        case truncated
        /// Has a character outside of `?`...`~`, or a number that is too long, at this offset.
        case invalidCharacter(offset: Int)
        /// Leads outside of -90...90 and -180...180 at this point.
        case outOfRange(point: Int)
        /// Has more points than the caller allows.
        case tooManyPoints(limit: Int)
    }

    /// The text for a line; points that aren't valid are left out.
    package static func encode(_ line: some Sequence<Coordinate>) -> String {
        var bytes: [UInt8] = []
        var latitude = 0
        var longitude = 0
        for point in line where point.isValid {
            let nextLatitude = Int((point.latitude * 1e5).rounded())
            let nextLongitude = Int((point.longitude * 1e5).rounded())
            append(nextLatitude - latitude, to: &bytes)
            append(nextLongitude - longitude, to: &bytes)
            (latitude, longitude) = (nextLatitude, nextLongitude)
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The points of a text, at most `pointLimit`.
    package static func decode(
        _ text: String, pointLimit: Int = 100_000
    ) throws(DecodingError) -> [Coordinate] {
        let bytes = Array(text.utf8)
        var points: [Coordinate] = []
        var offset = 0
        var latitude = 0
        var longitude = 0
        while offset < bytes.count {
            guard points.count < pointLimit else { throw .tooManyPoints(limit: pointLimit) }
            latitude += try number(in: bytes, at: &offset)
            longitude += try number(in: bytes, at: &offset)
            let point = Coordinate(latitude: Double(latitude) / 1e5, longitude: Double(longitude) / 1e5)
            guard point.isValid else { throw .outOfRange(point: points.count) }
            points.append(point)
        }
        return points
    }

    private static func append(_ delta: Int, to bytes: inout [UInt8]) {
        var rest = delta < 0 ? ~(delta << 1) : delta << 1
        while rest >= 0x20 {
            bytes.append(UInt8(0x20 | (rest & 0x1f)) + 63)
            rest >>= 5
        }
        bytes.append(UInt8(rest) + 63)
    }

    private static func number(in bytes: [UInt8], at offset: inout Int) throws(DecodingError) -> Int {
        var value = 0
        var shift = 0
        while true {
            guard offset < bytes.count else { throw .truncated }
            let byte = bytes[offset]
            // 36 000 000 hundred-thousandths need 27 bits with the sign: six groups of five.
            guard (63...126).contains(byte), shift <= 25 else { throw .invalidCharacter(offset: offset) }
            offset += 1
            value |= Int((byte - 63) & 0x1f) << shift
            shift += 5
            if byte - 63 < 0x20 { break }
        }
        return (value & 1) == 0 ? value >> 1 : ~(value >> 1)
    }
}
