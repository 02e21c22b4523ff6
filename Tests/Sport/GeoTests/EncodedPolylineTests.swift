import Geo
import Testing

@Suite struct `encoded polylines` {
    @Test func `the example of the format's description`() throws {
        let line = [
            Coordinate(latitude: 38.5, longitude: -120.2), Coordinate(latitude: 40.7, longitude: -120.95),
            Coordinate(latitude: 43.252, longitude: -126.453),
        ]
        let text = "_p~iF~ps|U_ulLnnqC_mqNvxq`@"
        #expect(EncodedPolyline.encode(line) == text)
        #expect(try EncodedPolyline.decode(text) == line)
        #expect(EncodedPolyline.encode([Coordinate]()) == "")
        #expect(try EncodedPolyline.decode("") == [])
    }

    @Test func `any line comes back to within five decimals`() throws {
        for _ in 0..<100 {
            let line = (0..<50).map { _ in
                Coordinate(latitude: .random(in: -90...90), longitude: .random(in: -180...180))
            }
            let decoded = try EncodedPolyline.decode(EncodedPolyline.encode(line))
            #expect(decoded.count == line.count)
            for (before, after) in zip(line, decoded) {
                #expect(abs(before.latitude - after.latitude) <= 0.500001e-5)
                #expect(abs(before.longitude - after.longitude) <= 0.500001e-5)
            }
        }
    }

    @Test func `bad texts are errors with a place`() {
        #expect(throws: EncodedPolyline.DecodingError.truncated) { try EncodedPolyline.decode("_p~iF~ps|") }
        #expect(throws: EncodedPolyline.DecodingError.truncated) { try EncodedPolyline.decode("_p~iF") }
        #expect(throws: EncodedPolyline.DecodingError.invalidCharacter(offset: 2)) {
            try EncodedPolyline.decode("_p iF~ps|U")
        }
        #expect(throws: EncodedPolyline.DecodingError.invalidCharacter(offset: 6)) {
            try EncodedPolyline.decode("~~~~~~~~~~")
        }
        #expect(throws: EncodedPolyline.DecodingError.outOfRange(point: 0)) {
            try EncodedPolyline.decode("_gsia@?")
        }
        #expect(throws: EncodedPolyline.DecodingError.tooManyPoints(limit: 2)) {
            try EncodedPolyline.decode("??????", pointLimit: 2)
        }
    }

    @Test func `random texts never crash`() {
        for _ in 0..<2000 {
            let bytes = (0..<20).map { _ in UInt8.random(in: 60...127) }
            _ = try? EncodedPolyline.decode(String(decoding: bytes, as: UTF8.self))
        }
    }
}
