import Streams
import Testing

@testable import ActivityFiles

struct RecordingCutTests {
    /// Ten samples, a second and a quarter apart, 5 m each, with two laps.
    private var recording: DecodedActivity {
        let moments = (0..<10).map { $0 * 1250 }
        var streams = StreamSet(time: moments.map { Int32($0 / 1000) })
        streams[.milliseconds] = moments.map { Int32($0 % 1000) }
        streams.set(.distance, (0..<10).map { Double($0) * 5 })
        streams[.heartrate] = (0..<10).map { Int32(100 + $0) }
        var decoded = DecodedActivity(
            format: .fit, startMilliseconds: 1_000_000, streams: streams, warnings: [])
        decoded.totals.elapsedSeconds = 11.25
        var lap = RecordedLap(startMilliseconds: 1_000_000)
        lap.totals.elapsedSeconds = 5
        decoded.laps = [lap, RecordedLap(startMilliseconds: 1_005_000, totals: lap.totals)]
        decoded.pauses = [TimerPause(startMilliseconds: 1_000_100, endMilliseconds: 1_000_200)]
        return decoded
    }

    @Test func `without a cut everything stays`() {
        #expect(recording.without(.nothing) == recording)
    }

    @Test func `a trimmed recording begins with the first sample that stays`() throws {
        let cut = try #require(recording.without(RecordingCut(firstIndex: 3, lastIndex: 7)))
        #expect(cut.startMilliseconds == 1_003_750)
        #expect(cut.streams.seconds == [0, 1.25, 2.5, 3.75, 5])
        #expect(cut.streams.doubles(.distance) == [0, 5, 10, 15, 20])
        #expect(cut.streams[.heartrate] == [103, 104, 105, 106, 107])
        #expect(cut.totals == DeviceTotals())
        #expect(cut.laps.map(\.startMilliseconds) == [1_003_750, 1_005_000])
        #expect(cut.laps.allSatisfy { $0.totals == DeviceTotals() }, "both are cut")
        #expect(cut.pauses.isEmpty)
    }

    @Test func `bad samples go, the others keep their moments`() throws {
        let cut = try #require(recording.without(RecordingCut(removedIndices: [1, 8])))
        #expect(cut.startMilliseconds == 1_000_000)
        #expect(cut.streams[.heartrate] == [100, 102, 103, 104, 105, 106, 107, 109])
        #expect(cut.streams.seconds.last == 11.25)
        #expect(cut.laps[0].totals.elapsedSeconds == 5, "it is whole")
    }

    @Test(arguments: 1...50) func `cutting what is left is cutting the original`(seed: Int) {
        var state = UInt64(seed) &* 0x9E37_79B9_7F4A_7C15
        func next(_ below: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % below
        }
        var cut = RecordingCut.nothing
        var left = Array(0..<200)
        for _ in 0..<4 {
            let first = next(left.count / 4)
            let last = left.count - 1 - next(left.count / 4)
            let removed = Set((0..<3).map { _ in first + next(last - first + 1) })
            let isTrimmed = next(2) == 0
            cut = cut.cutting(
                firstIndex: isTrimmed ? first : nil, lastIndex: isTrimmed ? last : nil,
                removing: Array(removed))
            let range = isTrimmed ? Array(first...last) : Array(left.indices)
            left = range.filter { !removed.contains($0) }.map { left[$0] }
            #expect(cut.keptIndices(of: 200) == left)
        }
    }

    @Test(arguments: [(10, 12), (5, 4), (-1, 4)]) func `a cut that leaves nothing gives nothing`(
        first: Int, last: Int
    ) {
        #expect(recording.without(RecordingCut(firstIndex: first, lastIndex: last)) == nil)
    }
}
