import ActivityFiles
import Foundation
import Geo
import Streams
import TestWorld

/// Finds places in answers of any kind: numbers beside one another in text, polylines in strings, positions
/// in binary recordings.
struct HiddenPlaces {
    let home: Coordinate
    let radiusMeters: Double

    /// The places of an answer that are within the radius of home.
    func places(in answer: TestResponse) -> [Coordinate] {
        var found = pairs(in: answer.text) + polylines(in: answer.text)
        if let recordings = try? ActivityFile.decode(answer.body, declaredType: .fit) {
            found += recordings.flatMap(\.streams.line)
        }
        return found.filter { $0.isValid && $0.distanceMeters(to: home) <= radiusMeters }
    }

    /// Each two numbers that follow one another, as latitude and longitude and the other way round, be it
    /// JSON or XML.
    private func pairs(in text: String) -> [Coordinate] {
        let numbers = text.matches(of: /-?\d{1,3}\.\d{3,}/).compactMap { Double($0.output) }
        return zip(numbers, numbers.dropFirst()).flatMap { first, second in
            [
                Coordinate(latitude: first, longitude: second),
                Coordinate(latitude: second, longitude: first),
            ]
        }
    }

    private func polylines(in text: String) -> [Coordinate] {
        text.matches(of: /"((?:[^"\\]|\\.)*)"/).flatMap { match -> [Coordinate] in
            let plain = String(match.output.1).replacing("\\\\", with: "\\").replacing("\\/", with: "/")
            return (try? EncodedPolyline.decode(plain)) ?? []
        }
    }
}

/// A recording that begins and ends at a home.
enum RideFromHome {
    static let home = Coordinate(latitude: 47.37012, longitude: 8.52034)
    /// How far away it turns.
    static let reachMeters = 4_000.0

    /// A ride to the north and back; `passingHome`: then to the south and back as well.
    static func gpx(passingHome: Bool) -> [UInt8] {
        var text =
            #"<?xml version="1.0"?><gpx version="1.1" creator="Slipstream tests"><trk><type>cycling</type>"#
        text += "<trkseg>"
        for (second, meters) in way(passingHome: passingHome).enumerated() {
            let position = Coordinate(
                latitude: home.latitude + meters / 111_195, longitude: home.longitude)
            text += #"<trkpt lat="\#(position.latitude)" lon="\#(position.longitude)"><ele>400</ele>"#
            text += "<time>2026-05-02T\(time(second))Z</time></trkpt>"
        }
        return Array((text + "</trkseg></trk></gpx>").utf8)
    }

    /// Metres north of home, second by second.
    private static func way(passingHome: Bool) -> [Double] {
        let there = Array(stride(from: 0.0, through: reachMeters, by: 10))
        let north = there + there.reversed().dropFirst()
        return passingHome ? north + north.dropFirst().map { -$0 } : north
    }

    private static func time(_ second: Int) -> String {
        [6 + second / 3600, second / 60 % 60, second % 60].map { $0 < 10 ? "0\($0)" : "\($0)" }
            .joined(separator: ":")
    }
}
