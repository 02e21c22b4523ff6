import Activities
import ActivityFiles
import Testing

@testable import Server

@Suite struct DemoOutingTests {
    private static let now: Int64 = 1_780_000_000

    private func demo() throws -> DemoFile {
        let root = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
        return try DemoFile(directory: "/\(root)/Seeds")
    }

    private func outings(of key: String) throws -> [DemoOuting] {
        let demo = try demo()
        let athlete = try #require(demo.athletes.first { $0.key == key })
        return DemoOuting.all(of: athlete, names: demo.names, before: DemoOutingTests.now)
    }

    @Test func `the demo world is large enough, and nobody follows a stranger to it`() throws {
        let athletes = try demo().athletes
        let keys = Set(athletes.map(\.key))
        #expect(keys.count >= 12 && keys.count == athletes.count)
        #expect(athletes.map(\.activityCount).reduce(0, +) >= 60)
        for athlete in athletes {
            #expect(!athlete.follows.contains(athlete.key) && keys.isSuperset(of: athlete.follows))
        }
    }

    @Test func `the same outing gives the same file`() throws {
        let first = try #require(try outings(of: "bruno").last)
        let second = try #require(try outings(of: "bruno").last)
        #expect(first.file() == second.file())
    }

    @Test func `outings lie in the past, oldest first, and have names of their own`() throws {
        let all = try outings(of: "ada")
        #expect(all.map(\.start) == all.map(\.start).sorted())
        #expect(all.allSatisfy { $0.start < DemoOutingTests.now })
        #expect(Set(all.map(\.externalID)).count == all.count)
    }

    @Test(arguments: [
        ("goran", 0.8...1.9, SportType.walk), ("bruno", 2.2...4.2, .run), ("jonas", 5...11, .ride),
    ])
    func `what is recorded is what somebody might have done`(
        key: String, speeds: ClosedRange<Double>, sport: SportType
    ) throws {
        var seen = false
        for outing in try outings(of: key) {
            let computed = try ActivityComputation.recordings(
                in: outing.file(), dataType: .gpx, wishes: UploadWishes())[0]
            guard computed.details.sportType == sport else { continue }
            seen = true
            let figures = computed.figures
            #expect(speeds.contains(figures.averageSpeed))
            #expect((1500...60_000).contains(figures.distanceMeters))
            #expect((95...185).contains(figures.averageHeartRate ?? 0))
            #expect((10...1500).contains(figures.elevationGainMeters))
            #expect(figures.maximumSpeed < 25)
            #expect(figures.movingSeconds < figures.elapsedSeconds)
            #expect(computed.details.name == outing.name)
        }
        #expect(seen)
    }
}
