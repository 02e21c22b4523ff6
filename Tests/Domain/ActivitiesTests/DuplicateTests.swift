import FoundationEssentials
import Geo
import Kernel
import Testing

@testable import Activities

@Suite struct DuplicateTests {
    private let ride = DuplicateCandidate(
        id: ActivityID(1), start: Date(timeIntervalSince1970: 1000), elapsedSeconds: 3600,
        distanceMeters: 30_000,
        sportType: .ride)

    private func other(_ change: (inout DuplicateCandidate) -> Void) -> DuplicateCandidate {
        var other = ride
        other.id = ActivityID(2)
        change(&other)
        return other
    }

    @Test func `the same ride on another device is a duplicate`() {
        #expect(
            other {
                $0.start += 30; $0.distanceMeters = 30_400
            }.isDuplicate(of: ride))
        #expect(
            other {
                $0.sportType = .gravelRide; $0.elapsedSeconds = 3500
            }.isDuplicate(of: ride))
    }

    @Test func `another sport, time, length or distance is no duplicate`() {
        #expect(!other { $0.sportType = .run }.isDuplicate(of: ride))
        #expect(!other { $0.start += 1800 }.isDuplicate(of: ride))
        #expect(
            !other {
                $0.elapsedSeconds = 1200; $0.distanceMeters = 29_000
            }.isDuplicate(of: ride))
        #expect(!other { $0.distanceMeters = 20_000 }.isDuplicate(of: ride))
        #expect(!other { $0.start += 90_000 }.isDuplicate(of: ride))
    }

    @Test func `whether it is a duplicate doesn't depend on which came first`() {
        for shift in stride(from: -4000.0, through: 4000, by: 250) {
            let candidate = other {
                $0.start += shift; $0.elapsedSeconds = 3300
            }
            #expect(candidate.isDuplicate(of: ride) == ride.isDuplicate(of: candidate))
        }
    }

    @Test func `a recording of the same name and device is a duplicate when their times overlap`() {
        let first = other {
            $0.externalID = "ride.fit"; $0.deviceName = "Edge"
        }
        var cut = first
        cut.elapsedSeconds = 600
        cut.distanceMeters = 4000
        #expect(cut.isDuplicate(of: first))
        cut.deviceName = "Watch"
        #expect(!cut.isDuplicate(of: first))
        cut.deviceName = "Edge"
        cut.start += 3600
        #expect(!cut.isDuplicate(of: first))
    }

    @Test func `rides at the same time in other places are no duplicates`() {
        let here = other { $0.place = Coordinate(latitude: 48, longitude: 9) }
        let near = other { $0.place = Coordinate(latitude: 48.01, longitude: 9) }
        let far = other { $0.place = Coordinate(latitude: 48.1, longitude: 9) }
        #expect(near.isDuplicate(of: here))
        #expect(!far.isDuplicate(of: here))
        #expect(ride.isDuplicate(of: far))
    }
}
