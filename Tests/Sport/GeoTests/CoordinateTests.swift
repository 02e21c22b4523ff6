import Geo
import Testing

@Suite struct `coordinates` {
    let paris = Coordinate(latitude: 48.8566, longitude: 2.3522)
    let berlin = Coordinate(latitude: 52.52, longitude: 13.405)

    @Test func `distances are those of the sphere`() {
        // A degree of a great circle is 111 195.08 m on the mean radius.
        let equator = Coordinate(latitude: 0, longitude: 10)
        #expect(abs(equator.distanceMeters(to: Coordinate(latitude: 0, longitude: 11)) - 111_195.08) < 0.01)
        #expect(abs(equator.distanceMeters(to: Coordinate(latitude: 1, longitude: 10)) - 111_195.08) < 0.01)
        #expect(abs(paris.distanceMeters(to: berlin) - 877_460) < 1000)
        #expect(paris.distanceMeters(to: berlin) == berlin.distanceMeters(to: paris))
        #expect(paris.distanceMeters(to: paris) == 0)
        let poles = Coordinate(latitude: 90, longitude: 0).distanceMeters(
            to: Coordinate(latitude: -90, longitude: 77))
        #expect(abs(poles - 20_015_114) < 1)
    }

    @Test func `the antimeridian is no obstacle`() {
        let west = Coordinate(latitude: 0, longitude: 179.999)
        let east = Coordinate(latitude: 0, longitude: -179.999)
        #expect(abs(west.distanceMeters(to: east) - 222.39) < 0.01)
    }

    @Test func `what isn't on the earth isn't valid`() {
        #expect(paris.isValid)
        #expect(Coordinate(latitude: -90, longitude: 180).isValid)
        for (latitude, longitude) in [(90.1, 0), (0, 180.1), (.nan, 0), (0, .infinity)] {
            #expect(!Coordinate(latitude: latitude, longitude: longitude).isValid)
        }
    }
}

@Suite struct `bounding boxes` {
    @Test func `hold their points and no others`() throws {
        let track = [
            Coordinate(latitude: 1, longitude: 2), Coordinate(latitude: -1, longitude: 5),
            Coordinate(latitude: 0, longitude: 3),
        ]
        let box = try #require(BoundingBox(around: track))
        #expect(box == BoundingBox(south: -1, west: 2, north: 1, east: 5))
        #expect(track.allSatisfy(box.contains))
        #expect(!box.contains(Coordinate(latitude: 0, longitude: 5.1)))
        #expect(!box.contains(Coordinate(latitude: 1.1, longitude: 3)))
    }

    @Test func `cross the antimeridian where the track does`() throws {
        let track = [Coordinate(latitude: 0, longitude: 179.9), Coordinate(latitude: 1, longitude: -179.8)]
        let box = try #require(BoundingBox(around: track))
        #expect(box.west == 179.9)
        #expect(abs(box.east - -179.8) < 1e-9)
        #expect(box.contains(Coordinate(latitude: 0.5, longitude: 180)))
        #expect(!box.contains(Coordinate(latitude: 0.5, longitude: 0)))
    }

    @Test func `need a point`() {
        #expect(BoundingBox(around: []) == nil)
        #expect(BoundingBox(around: [Coordinate(latitude: .nan, longitude: 0)]) == nil)
    }
}
